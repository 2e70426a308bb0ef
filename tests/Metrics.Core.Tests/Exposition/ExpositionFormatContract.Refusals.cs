using System.Buffers;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Exposition;

namespace PrometheusMetrics.Tests.Exposition;

/// <summary>What every format refuses, before it writes anything of it.</summary>
public abstract partial class ExpositionFormatContract
{
    private static readonly (MetricType Type, Action<MetricVisitor> Sample)[] SamplesOfAllTypes =
        [.. Enum.GetValues<MetricType>().Select(type => (type, Samples.Of(type)))];

    [Fact]
    public void A_sample_outside_a_family_is_refused()
    {
        Assert.All(SamplesOfAllTypes, sample => Refuses(_ => { }, sample.Sample));
        Assert.All(SamplesOfAllTypes, sample => Refuses(
            v =>
            {
                v.BeginFamily(new MetricDescriptor(sample.Type, "m", ""));
                v.EndFamily();
            },
            sample.Sample));
    }

    [Fact]
    public void A_sample_is_accepted_in_a_family_of_its_type_and_in_no_other()
    {
        foreach (var type in Enum.GetValues<MetricType>())
        {
            foreach (var (sampleType, sample) in SamplesOfAllTypes)
            {
                var family = new MetricDescriptor(type, "m", "");
                if (sampleType == type || (IsHistogram(sampleType) && IsHistogram(type)))
                {
                    Assert.Contains("m", Body.Of(Format, family, sample), StringComparison.Ordinal);
                }
                else
                {
                    Refuses(v => v.BeginFamily(family), sample);
                }
            }
        }
    }

    [Fact]
    public void Families_do_not_nest()
    {
        Refuses(v => v.BeginFamily(AnyGauge), v => v.BeginFamily(AnySummary));
        Refuses(_ => { }, v => v.EndFamily());
        Refuses(
            v =>
            {
                v.BeginFamily(AnyGauge);
                v.EndFamily();
            },
            v => v.EndFamily());
    }

    [Fact]
    public void A_body_is_completed_once_and_not_within_a_family()
    {
        Refuses(v => v.BeginFamily(AnyGauge), v => ((ExpositionWriter)v).Complete());
        Refuses(v => ((ExpositionWriter)v).Complete(), v => ((ExpositionWriter)v).Complete());
    }

    [Fact]
    public void Nothing_is_written_after_the_end()
    {
        Refuses(v => ((ExpositionWriter)v).Complete(), v => v.BeginFamily(AnyGauge));
        Refuses(v => ((ExpositionWriter)v).Complete(), v => v.EndFamily());
        Assert.All(SamplesOfAllTypes, sample => Refuses(v => ((ExpositionWriter)v).Complete(), sample.Sample));
    }

    [Fact]
    public void Malformed_samples_are_refused()
    {
        var labels = AnyHistogram.Labels("a");
        var exemplar = new Exemplar(LabelSet.Empty, 1);
        RefusesSample(AnyHistogram, v => v.Histogram(labels, new HistogramSample([1], [1], 1)));
        RefusesSample(AnyHistogram, v => v.Histogram(labels, new HistogramSample([1], [1, 1, 1], 1)));
        RefusesSample(AnyHistogram, v => v.Histogram(labels, default));
        RefusesSample(AnyHistogram, v => v.Histogram(labels, new HistogramSample([1], [1, 1], 1) { Exemplars = [exemplar] }));
        RefusesSample(AnySummary, v => v.Summary(labels, new SummarySample(1, 1, [0.5], [])));
        RefusesSample(new MetricDescriptor(MetricType.StateSet, "m", ""), v => v.StateSet(labels, new StateSetSample(["a"], [true, true])));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(0, double.NaN)]
    [InlineData(double.NaN, 1)]
    [InlineData(1, double.PositiveInfinity)]
    public void Bounds_that_do_not_grow_or_not_stay_finite_are_refused(double first, double second)
    {
        var labels = AnyHistogram.Labels("a");

        RefusesSample(AnyHistogram, v => v.Histogram(labels, new HistogramSample([first, second], [1, 1, 1], 1)));
        Refuses(
            v =>
            {
                v.BeginFamily(AnyHistogram);
                v.Histogram(labels, new HistogramSample([1, 2], [1, 1, 1], 1));
            },
            v => v.Histogram(labels, new HistogramSample([first, second], [1, 1, 1], 1)));
    }

    [Theory]
    [InlineData(0.5, 0.5)]
    [InlineData(0.9, 0.5)]
    [InlineData(-0.1, 0.5)]
    [InlineData(0.5, 1.01)]
    [InlineData(0.5, double.NaN)]
    public void Quantiles_that_do_not_grow_or_are_out_of_range_are_refused(double first, double second) =>
        RefusesSample(AnySummary, v => v.Summary(AnySummary.Labels("a"), new SummarySample(1, 1, [first, second], [1, 1])));

    [Fact]
    public void Null_is_refused()
    {
        var writer = Format.CreateWriter(new ArrayBufferWriter<byte>());

        Assert.Throws<ArgumentNullException>(() => Format.CreateWriter(null!));
        Assert.Throws<ArgumentNullException>(() => writer.BeginFamily(null!));
        writer.BeginFamily(AnyGauge);
        Assert.Throws<ArgumentNullException>(() => writer.Gauge(null!, new GaugeSample(1)));
    }

    private static bool IsHistogram(MetricType type) => type is MetricType.Histogram or MetricType.GaugeHistogram;

    protected void RefusesSample(MetricDescriptor family, Action<MetricVisitor> sample) => Refuses(v => v.BeginFamily(family), sample);

    private void Refuses(Action<MetricVisitor> before, Action<MetricVisitor> refused)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = Format.CreateWriter(output);
        before(writer);
        var written = output.WrittenCount;

        Assert.Throws<InvalidOperationException>(() => refused(writer));
        Assert.Equal(written, output.WrittenCount);
    }
}
