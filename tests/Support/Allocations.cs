namespace PrometheusMetrics.Tests.Support;

internal static class Allocations
{
    private const int Rounds = 5;

    /// <summary>The bytes that this thread allocates in 1000 calls, once everything is warm.</summary>
    public static long OfThousandCalls(Action action) => InTheLongRun(() =>
    {
        for (var i = 0; i < 1000; i++)
        {
            action();
        }
    });

    /// <summary>The bytes that this thread allocates in a call, once everything is warm. The least of some rounds: now and then the runtime
    /// allocates something of its own on whatever thread is there, but what the call itself allocates it allocates in every round.</summary>
    public static long InTheLongRun(Action action)
    {
        action();
        var least = long.MaxValue;
        for (var round = 0; round < Rounds && least > 0; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
