using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Hosting;

/// <summary>A source that tells its collectors until when the result is of use, and gives none later: what a collector held up is not sent
/// when newer values may have been.</summary>
internal sealed class DeadlineSource : IMetricSource
{
    private readonly IMetricSource _source;
    private readonly DateTimeOffset _deadline;
    private readonly CancellationToken _cancellationToken;
    private int _collections;

    public DeadlineSource(IMetricSource source, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        _source = source;
        _deadline = deadline;
        _cancellationToken = cancellationToken;
    }

    /// <summary>Whether a collector is at work.</summary>
    public bool IsCollecting => Volatile.Read(ref _collections) > 0;

    public IMetricReader Read(in CollectionRequest request = default)
    {
        Interlocked.Increment(ref _collections);
        try
        {
            var reader = _source.Read(request with { Deadline = request.Deadline < _deadline ? request.Deadline : _deadline });
            if (_cancellationToken.IsCancellationRequested)
            {
                reader.Dispose();
                throw new OperationCanceledException(_cancellationToken);
            }

            return reader;
        }
        finally
        {
            Interlocked.Decrement(ref _collections);
        }
    }
}
