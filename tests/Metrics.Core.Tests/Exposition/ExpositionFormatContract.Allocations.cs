using PrometheusMetrics.Collection;
using PrometheusMetrics.Exposition;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Exposition;

/// <summary>A scrape of a million series allocates no more than one of ten.</summary>
public abstract partial class ExpositionFormatContract
{
    [Fact]
    public void A_counter_costs_no_allocation()
    {
        var family = new MetricDescriptor(MetricType.Counter, "c", "Help.", "method");
        var labels = family.Labels("get");
        var exemplar = new Exemplar(LabelSet.Create(("trace_id", "0af7651916cd43dd8448eb211c80319c")), 1, DateTimeOffset.UnixEpoch);
        AllocatesNothing(family, writer =>
            writer.Counter(labels, new CounterSample(123.5) { Exemplar = exemplar, Timestamp = DateTimeOffset.UnixEpoch }));
    }

    [Fact]
    public void A_gauge_costs_no_allocation() =>
        AllocatesNothing(AnyGauge, writer =>
        {
            writer.Gauge(LabelSet.Empty, new GaugeSample(0.1));
            writer.Gauge(LabelSet.Empty, new GaugeSample(1e300));
            writer.Gauge(LabelSet.Empty, new GaugeSample(5));
            writer.Gauge(LabelSet.Empty, new GaugeSample(double.NaN));
        });

    [Fact]
    public void A_histogram_costs_no_allocation()
    {
        var labels = AnyHistogram.Labels("get");
        var bounds = Buckets.Default;
        var counts = new long[12];
        var exemplars = new Exemplar?[12];
        exemplars[3] = new Exemplar(LabelSet.Empty, 0.04);
        AllocatesNothing(
            AnyHistogram, writer => writer.Histogram(labels, new HistogramSample(bounds, counts, 1.5) { Exemplars = exemplars }));
    }

    [Fact]
    public void Histograms_with_changing_bounds_cost_no_allocation()
    {
        var labels = AnyHistogram.Labels("get");
        var bounds = Buckets.Default;
        var counts = new long[12];
        AllocatesNothing(AnyHistogram, writer =>
        {
            writer.Histogram(labels, new HistogramSample(bounds, counts, 1.5));
            writer.Histogram(labels, new HistogramSample(bounds.AsSpan(0, 2), counts.AsSpan(0, 3), 1.5));
        });
    }

    [Fact]
    public void A_summary_costs_no_allocation()
    {
        var labels = AnySummary.Labels("get");
        var quantiles = new[] { 0.5, 0.99 };
        var values = new[] { 0.1, double.NaN };
        AllocatesNothing(AnySummary, writer => writer.Summary(labels, new SummarySample(3, 1.5, quantiles, values)));
    }

    [Fact]
    public void A_state_set_costs_no_allocation()
    {
        var states = new[] { "a", "b\\c" };
        var active = new[] { true, false };
        AllocatesNothing(new MetricDescriptor(MetricType.StateSet, "m", ""), writer =>
            writer.StateSet(LabelSet.Empty, new StateSetSample(states, active)));
    }

    private void AllocatesNothing(MetricDescriptor family, Action<ExpositionWriter> samples)
    {
        var output = new ForgetfulBufferWriter();
        var writer = Format.CreateWriter(output);
        writer.BeginFamily(family);
        samples(writer);
        var written = output.Written;

        Assert.Equal(0, Allocations.OfThousandCalls(() => samples(writer)));
        Assert.True(output.Written > written);
    }
}
