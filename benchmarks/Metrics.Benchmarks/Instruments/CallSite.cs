namespace PrometheusMetrics.Benchmarks.Instruments;

/// <summary>Prepares the loops that call an interface: each loop is run with several implementations, so that its calls are dispatched as
/// in an application that has several. The loops are marked with <c>AggressiveOptimization</c>, so the runtime compiles them once, without
/// a profile: it neither devirtualises the calls nor moves anything out of the loop.</summary>
internal static class CallSite
{
    // The runtime gives up the fast way for a single implementation after some hundred calls of another one.
    private const int Times = 1_000;

    private static readonly object[] StandIns =
    [
        new StandIn<byte>(), new StandIn<short>(), new StandIn<int>(), new StandIn<long>(), new StandIn<float>(),
        new PrometheusNetStandIn<byte>(), new PrometheusNetStandIn<short>(), new PrometheusNetStandIn<int>(),
        new PrometheusNetStandIn<long>(), new PrometheusNetStandIn<float>(),
    ];

    /// <summary>Shows several implementations to a loop.</summary>
    /// <typeparam name="T">The interface that the loop calls.</typeparam>
    public static void Prepare<T>(Action<T, int> loop)
    {
        foreach (var standIn in StandIns.OfType<T>())
        {
            loop(standIn, Times);
        }
    }
}
