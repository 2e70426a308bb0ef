namespace PushingApp;

/// <summary>The clock of a machine whose date is set while the application runs. Its timers and durations do not notice.</summary>
internal sealed class SteppedClock : TimeProvider
{
    private long _ticks;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + new TimeSpan(Interlocked.Read(ref _ticks));

    public void Step(TimeSpan step) => Interlocked.Add(ref _ticks, step.Ticks);
}
