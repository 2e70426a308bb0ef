using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Tests.Support;

/// <summary>A source that blocks in each export until it is released, and ignores its token.</summary>
internal sealed class BlockingSource : IMetricSource, IDisposable
{
    private readonly MetricRegistry _empty = new();
    private readonly ManualResetEventSlim _released = new();
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _entries;

    /// <summary>Ends when an export has called it.</summary>
    public Task Entered => _entered.Task.InTime();

    /// <summary>How many exports have called it.</summary>
    public int Entries => Volatile.Read(ref _entries);

    /// <summary>Until when the last export that called it wanted an answer.</summary>
    public DateTimeOffset? Deadline { get; private set; }

    public IMetricReader Read(in CollectionRequest request = default)
    {
        Deadline = request.Deadline;
        Interlocked.Increment(ref _entries);
        _entered.TrySetResult();
        _released.Wait(CancellationToken.None);
        return _empty.Read(request);
    }

    public void Release() => _released.Set();

    public void Dispose()
    {
        _released.Set();
        _empty.Dispose();
    }
}
