using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

/// <summary>One value that somebody else keeps.</summary>
internal sealed class ObservableCollector : ICollector, INamedCollector
{
    private readonly MetricDescriptor _descriptor;
    private readonly LabelSet _labels;
    private readonly Func<double> _observe;

    public ObservableCollector(MetricDescriptor descriptor, LabelSet labels, Func<double> observe)
    {
        _descriptor = descriptor;
        _labels = labels;
        _observe = observe;
        Descriptors = [descriptor];
    }

    public string Name => _descriptor.Name;

    public IReadOnlyList<MetricDescriptor> Descriptors { get; }

    public void Collect(MetricVisitor visitor, in CollectionRequest request)
    {
        var value = _observe();
        visitor.BeginFamily(_descriptor);
        if (_descriptor.Type == MetricType.Counter)
        {
            visitor.Counter(_labels, new CounterSample(value));
        }
        else
        {
            visitor.Gauge(_labels, new GaugeSample(value));
        }

        visitor.EndFamily();
    }
}
