namespace PrometheusMetrics.Benchmarks.Instruments;

/// <summary>One operation of one instrument.</summary>
/// <param name="repeat">Repeats the operation. Several threads may call it at once, and then share the instrument.</param>
/// <param name="owner">What the instrument needs to live, such as its registry.</param>
/// <param name="readTotal">Reads what the instrument has counted, or null if it counts nothing or does not tell.</param>
/// <param name="step">By how much an operation changes that total.</param>
internal sealed class Workload(Action<int> repeat, IDisposable? owner = null, Func<double>? readTotal = null, double step = 1) : IDisposable
{
    private readonly double _before = readTotal?.Invoke() ?? 0;
    private long _executed;

    /// <summary>Repeats the operation on the current thread.</summary>
    public void Repeat(int times)
    {
        repeat(times);
        Interlocked.Add(ref _executed, times);
    }

    /// <summary>Verifies that the instrument has counted each operation, once.</summary>
    public void Verify(string name)
    {
        if (readTotal is not null && readTotal() is var total && total - _before != _executed * step)
        {
            throw new InvalidOperationException($"{name}: the total is {total} after {_executed} operations that add {step}.");
        }
    }

    public void Dispose() => owner?.Dispose();
}
