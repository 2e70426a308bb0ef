namespace PrometheusMetrics.Tests.Support;

internal static class Allocations
{
    private const int Rounds = 5;

    /// <summary>Returns the bytes that this thread allocates in 1000 calls after a warm-up.</summary>
    public static long OfThousandCalls(Action action) => InTheLongRun(() =>
    {
        for (var i = 0; i < 1000; i++)
        {
            action();
        }
    });

    /// <summary>Returns the bytes that this thread allocates in a call after a warm-up. It is the minimum of several rounds: the runtime
    /// sometimes allocates on this thread too, but what the call itself allocates it allocates in every round.</summary>
    public static long InTheLongRun(Action action)
    {
        action();
        return OfOneCall(static () => { }, action);
    }

    /// <summary>Returns the bytes that this thread allocates in a call without a warm-up, as a minimum of several rounds.</summary>
    /// <param name="prepare">Runs before each round, and does not count.</param>
    /// <param name="action">The call.</param>
    public static long OfOneCall(Action prepare, Action action)
    {
        var least = long.MaxValue;
        for (var round = 0; round < Rounds && least > 0; round++)
        {
            prepare();
            var before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
