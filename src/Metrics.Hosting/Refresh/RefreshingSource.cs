using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Hosting;

/// <summary>A source whose metrics are refreshed before they are read.</summary>
internal sealed class RefreshingSource(IMetricSource source, MetricRefreshers refreshers) : IMetricSource
{
    public NameValidation NameValidation => source.NameValidation;

    public LabelSet Labels => source.Labels;

    public IMetricReader Read(in CollectionRequest request = default)
    {
        refreshers.RefreshAsync(request).GetAwaiter().GetResult();
        request.CancellationToken.ThrowIfCancellationRequested();
        return source.Read(request);
    }

    public ValueTask<IMetricReader> ReadAsync(CollectionRequest request = default) => new(ReadRefreshedAsync(request).Unwrap());

    // A task that is cancelled, instead of an exception for each client that disconnects.
    private async Task<Task<IMetricReader>> ReadRefreshedAsync(CollectionRequest request)
    {
        await refreshers.RefreshAsync(request).ConfigureAwait(false);
        return request.CancellationToken.IsCancellationRequested
            ? Task.FromCanceled<IMetricReader>(request.CancellationToken)
            : source.ReadAsync(request).AsTask();
    }
}
