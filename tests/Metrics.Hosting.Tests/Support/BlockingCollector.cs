using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Tests.Support;

/// <summary>Blocks in each export until it is released, and ignores its token. Tests that read the registry, without a
/// deadline, pass.</summary>
internal sealed class BlockingCollector : ICollector, IDisposable
{
    private readonly ManualResetEventSlim _released = new();
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _entries;

    /// <summary>Ends when an export has called it.</summary>
    public Task Entered => _entered.Task.InTime();

    /// <summary>How many exports have called it.</summary>
    public int Entries => Volatile.Read(ref _entries);

    /// <summary>Until when the last export that called it wanted an answer.</summary>
    public DateTimeOffset? Deadline { get; private set; }

    public IReadOnlyList<MetricDescriptor> Descriptors => [];

    public void Collect(MetricVisitor visitor, in CollectionRequest request)
    {
        if (request.Deadline is null)
        {
            return;
        }

        Deadline = request.Deadline;
        Interlocked.Increment(ref _entries);
        _entered.TrySetResult();
        _released.Wait(CancellationToken.None);
    }

    public void Release() => _released.Set();

    public void Dispose() => _released.Set();
}
