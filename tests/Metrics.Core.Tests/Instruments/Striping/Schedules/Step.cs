namespace PrometheusMetrics.Tests.Instruments.Striping.Schedules;

/// <summary>One step of a schedule, for the message of a failure.</summary>
/// <param name="Thread">Who made it.</param>
/// <param name="Operation">What it did.</param>
/// <param name="Origin">Where.</param>
internal readonly record struct Step(int Thread, string Operation, Origin Origin)
{
    public override string ToString() => $"{new string(' ', 4 * Thread)}{Thread} {Operation} {Origin}";
}
