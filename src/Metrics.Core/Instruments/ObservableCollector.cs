using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

/// <summary>A collector of one metric, whose values are read from a callback.</summary>
internal sealed class ObservableCollector : ICollector, INamedCollector
{
    private readonly MetricDescriptor _descriptor;
    private readonly string[] _constantValues;
    private readonly Action<ObservationReporter> _observe;

    public ObservableCollector(MetricDescriptor descriptor, string[] constantValues, Action<ObservationReporter> observe)
    {
        _descriptor = descriptor;
        _constantValues = constantValues;
        _observe = observe;
        Descriptors = [descriptor];
    }

    public string Name => _descriptor.Name;

    public IReadOnlyList<MetricDescriptor> Descriptors { get; }

    public void Collect(MetricVisitor visitor, in CollectionRequest request)
    {
        visitor.BeginFamily(_descriptor);
        _observe(Report);
        visitor.EndFamily();

        void Report(double value, params ReadOnlySpan<string> labelValues)
        {
            var labels = _constantValues.Length == 0
                ? _descriptor.Labels(labelValues)
                : _descriptor.Labels([.. _constantValues, .. labelValues]);
            if (_descriptor.Type == MetricType.Counter)
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
