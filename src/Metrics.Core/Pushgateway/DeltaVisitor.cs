using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Pushgateway;

/// <summary>Records one collection in the series of a <see cref="DeltaTracker"/>.</summary>
internal sealed class DeltaVisitor(DeltaFamilies families) : MetricVisitor
{
    private DeltaFamily? _family;

    public override void BeginFamily(MetricDescriptor descriptor) => _family = families.Get(descriptor);

    public override void Counter(LabelSet labels, in CounterSample sample)
    {
        if (_family is not null)
        {
            var (series, isNew) = families.Get(_family, labels, static labels => new DeltaCounter(labels), sample.Created);
            series.Observe(sample.Value, isNew);
        }
    }

    public override void Histogram(LabelSet labels, in HistogramSample sample)
    {
        if (_family is not null)
        {
            var (series, isNew) = families.Get(_family, labels, static labels => new DeltaHistogram(labels), sample.Created);
            series.Observe(sample, _family.Share(sample.Bounds), isNew);
        }
    }

    public override void Summary(LabelSet labels, in SummarySample sample)
    {
        if (_family is not null)
        {
            var (series, isNew) = families.Get(_family, labels, static labels => new DeltaSummary(labels), sample.Created);
            series.Observe(sample, isNew);
        }
    }

    public override void Gauge(LabelSet labels, in GaugeSample sample)
    {
        if (_family is not null)
        {
            families.Get(_family, labels, static labels => new DeltaGauge(labels)).Series.Value = sample.Value;
        }
    }

    public override void Info(LabelSet labels, in InfoSample sample)
    {
        if (_family is not null)
        {
            families.Get(_family, labels, static labels => new DeltaInfo(labels));
        }
    }

    public override void StateSet(LabelSet labels, in StateSetSample sample)
    {
        if (_family is not null)
        {
            families.Get(_family, labels, static labels => new DeltaStateSet(labels)).Series.Observe(sample);
        }
    }
}
