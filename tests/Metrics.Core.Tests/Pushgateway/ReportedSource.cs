using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Tests.Pushgateway;

/// <summary>A source whose samples a test sets before each collection.</summary>
internal sealed class ReportedSource : IMetricSource
{
    private readonly List<Action<MetricVisitor>> _families = [];

    public int Readings { get; private set; }

    public CollectionRequest LastRequest { get; private set; }

    public void Clear() => _families.Clear();

    /// <summary>Adds a family with one series, or several by labels.</summary>
    public ReportedSource Add(MetricType type, string name, Action<MetricVisitor> report)
    {
        var family = new MetricDescriptor(type, name, "");
        _families.Add(visitor =>
        {
            visitor.BeginFamily(family);
            report(visitor);
            visitor.EndFamily();
        });
        return this;
    }

    /// <summary>Replaces everything by one counter.</summary>
    public ReportedSource Counter(double value, DateTimeOffset? created = null)
    {
        Clear();
        return Add(
            MetricType.Counter, "x", visitor => visitor.Counter(LabelSet.Empty, new CounterSample(value) { Created = created }));
    }

    public IMetricReader Read(in CollectionRequest request = default)
    {
        Readings++;
        LastRequest = request;
        return new Reader([.. _families]);
    }

    private sealed class Reader(Action<MetricVisitor>[] families) : IMetricReader
    {
        private int _next;

        public bool Read(MetricVisitor visitor)
        {
            if (_next < families.Length)
            {
                families[_next++](visitor);
            }

            return _next < families.Length;
        }

        public void Dispose()
        {
        }
    }
}
