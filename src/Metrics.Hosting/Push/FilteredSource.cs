using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Hosting;

/// <summary>A source of which only some families are read.</summary>
internal sealed class FilteredSource(IMetricSource source, Func<MetricDescriptor, bool> filter) : IMetricSource
{
    public NameValidation NameValidation => source.NameValidation;

    public LabelSet Labels => source.Labels;

    public IMetricReader Read(in CollectionRequest request = default) => source.Read(Limit(request));

    public ValueTask<IMetricReader> ReadAsync(CollectionRequest request = default) => source.ReadAsync(Limit(request));

    private CollectionRequest Limit(in CollectionRequest request)
    {
        var other = request.Filter;
        return request with { Filter = other is null ? filter : family => filter(family) && other(family) };
    }
}
