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

    /// <summary>Whether a collection waits for collectors.</summary>
    public bool IsCollecting => Volatile.Read(ref _collections) > 0;

    public NameValidation NameValidation => _source.NameValidation;

    public LabelSet Labels => _source.Labels;

    public IMetricReader Read(in CollectionRequest request = default)
    {
        Interlocked.Increment(ref _collections);
        try
        {
            return Check(_source.Read(Limit(request)));
        }
        finally
        {
            Interlocked.Decrement(ref _collections);
        }
    }

    public async ValueTask<IMetricReader> ReadAsync(CollectionRequest request = default)
    {
        Interlocked.Increment(ref _collections);
        try
        {
            return Check(await _source.ReadAsync(Limit(request)).ConfigureAwait(false));
        }
        finally
        {
            Interlocked.Decrement(ref _collections);
        }
    }

    private CollectionRequest Limit(in CollectionRequest request) =>
        request with { Deadline = request.Deadline < _deadline ? request.Deadline : _deadline };

    private IMetricReader Check(IMetricReader reader)
    {
        if (_cancellationToken.IsCancellationRequested)
        {
            reader.Dispose();
            throw new OperationCanceledException(_cancellationToken);
        }

        return reader;
    }
}
