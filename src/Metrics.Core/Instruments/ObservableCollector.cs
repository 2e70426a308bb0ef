using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

/// <summary>A collector of the series of one callback.</summary>
internal sealed class ObservableCollector : ISharingCollector, INamedCollector
{
    private readonly string[] _constantValues;
    private readonly Action<ObservationReporter> _observe;

    public ObservableCollector(ObservableFamily family, string[] constantValues, Action<ObservationReporter> observe)
    {
        Family = family;
        Descriptor = family.Descriptor;
        Descriptors = [family.Descriptor];
        _constantValues = constantValues;
        _observe = observe;
    }

    public object Family { get; }

    public MetricDescriptor Descriptor { get; }

    public string Name => Descriptor.Name;

    public IReadOnlyList<MetricDescriptor> Descriptors { get; }

    public void Collect(MetricVisitor visitor, in CollectionRequest request)
    {
        visitor.BeginFamily(Descriptor);
        _observe(Report);
        visitor.EndFamily();

        void Report(double value, params ReadOnlySpan<string> labelValues)
        {
            var labels = _constantValues.Length == 0
                ? Descriptor.Labels(labelValues)
                : Descriptor.Labels([.. _constantValues, .. labelValues]);
            if (Descriptor.Type == MetricType.Counter)
            {
                visitor.Counter(labels, new CounterSample(value));
            }
            else
            {
                visitor.Gauge(labels, new GaugeSample(value));
            }
        }
    }
}
