namespace Metrics.Tests.Support;

internal static class Allocations
{
    /// <summary>The bytes that this thread allocates in 1000 calls, once everything is warm.</summary>
    public static long OfThousandCalls(Action action)
    {
        Repeat(action);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Repeat(action);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static void Repeat(Action action)
    {
        for (var i = 0; i < 1000; i++)
        {
            action();
        }
    }
}
