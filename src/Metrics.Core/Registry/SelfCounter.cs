using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Registry;

/// <summary>A self metric of a registry: a counter with one label. Its series are in a copy-on-write array.</summary>
internal sealed class SelfCounter : ICollector, IStreamableFamily
{
    private readonly Lock _gate = new();
    private SelfCounterSeries[] _series = [];

    public SelfCounter(string name, string help, string labelName)
    {
        Descriptor = new MetricDescriptor(MetricType.Counter, name, help, labelName);
        Descriptors = [Descriptor];
    }

    public MetricDescriptor Descriptor { get; }

    public IReadOnlyList<MetricDescriptor> Descriptors { get; }

    public ReadOnlyMemory<Series> ReadSeries() => Volatile.Read(ref _series);

    /// <summary>Gets the series of a label value, or creates it.</summary>
    public ICounter WithLabel(string value)
    {
        lock (_gate)
        {
            var series = Array.Find(_series, known => known.Labels.Values[0] == value);
            if (series is null)
            {
                series = new SelfCounterSeries(Descriptor.Labels(value));
                Volatile.Write(ref _series, [.. _series, series]);
            }

            return series;
        }
    }

    public void Collect(MetricVisitor visitor, in CollectionRequest request) => FamilyReport.Report(this, visitor);

    private sealed class SelfCounterSeries : Series, ICounter
    {
        private long _count;

        public SelfCounterSeries(LabelSet labels)
            : base(labels)
        {
        }

        public double Value => Interlocked.Read(ref _count);

        public void Inc() => Interlocked.Increment(ref _count);

        public void Inc(double value) => Interlocked.Add(ref _count, (long)value);

        public void IncWithExemplar(double value, params ReadOnlySpan<(string Name, string Value)> exemplar) => Inc(value);

        public override void Collect(MetricVisitor visitor) => visitor.Counter(Labels, new CounterSample(Value));
    }
}
