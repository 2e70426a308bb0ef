namespace PrometheusMetrics.Tests.Support;

internal static class Disposal
{
    /// <summary>How many objects <see cref="FromTwoThreads"/> disposes: enough that the threads are now and then at the same one.</summary>
    public const int Count = 20_000;

    /// <summary>Creates many objects and lets two threads dispose all of them, side by side.</summary>
    public static void FromTwoThreads(Func<IDisposable> create)
    {
        var objects = Enumerable.Range(0, Count).Select(_ => create()).ToArray();
        using var start = new Barrier(2);
        var other = new Thread(DisposeAll);

        other.Start();
        DisposeAll();
        other.Join();

        void DisposeAll()
        {
            start.SignalAndWait();
            foreach (var one in objects)
            {
                one.Dispose();
            }
        }
    }
}
