namespace PrometheusMetrics.Tests.Instruments.Striping.Schedules;

/// <summary>Stands for <c>StackPage</c>: the scenario says on which page a thread is.</summary>
internal static class ScheduledStackPage
{
    public static long Current
    {
        get
        {
            var schedule = Schedule.Current;
            schedule?.Interleave("looks for its page", new Origin("", "", 0));
            return schedule?.Page ?? 0;
        }
    }
}
