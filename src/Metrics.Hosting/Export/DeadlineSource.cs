using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Hosting;

/// <summary>A source that adds the deadline of an export to each collection, and throws if a collector returns too late: old values must
/// not be sent after newer ones.</summary>
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

    /// <summary>Whether a collector is running.</summary>
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
