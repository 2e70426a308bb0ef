using Metrics.Collection;
using Metrics.Streaming;

namespace Metrics.Registry;

/// <summary>Counts the failures of collectors by the collector's name.</summary>
internal sealed class CollectorErrors : ICollector, IStreamableFamily
{
    private readonly Lock _gate = new();
    private ErrorSeries[] _series = [];

    public CollectorErrors() => Descriptors = [Descriptor];

    public MetricDescriptor Descriptor { get; } = new(
        MetricType.Counter,
        "metrics_collector_errors_total",
        "Collections in which a collector failed, so that its families were left out.",
        "collector");

    public IReadOnlyList<MetricDescriptor> Descriptors { get; }

    public ReadOnlyMemory<Series> Series => Volatile.Read(ref _series);

    public void Count(string collector)
    {
        lock (_gate)
        {
            var series = Array.Find(_series, known => known.Collector == collector);
            if (series is null)
            {
                series = new ErrorSeries(collector, Descriptor.Labels(collector));
                Volatile.Write(ref _series, [.. _series, series]);
            }

            series.Increment();
        }
    }

    public void Collect(IMetricVisitor visitor, CancellationToken token) => FamilyReport.Report(this, visitor);

    private sealed class ErrorSeries : Series
    {
        private long _count;

        public ErrorSeries(string collector, LabelSet labels)
            : base(labels) => Collector = collector;

        public string Collector { get; }

        public void Increment() => Interlocked.Increment(ref _count);

        public override void Report(IMetricVisitor visitor) => visitor.Counter(Labels, new CounterSample(Interlocked.Read(ref _count)));
    }
}
