using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Tests.Exposition;

/// <summary>Families of every type, with what is special about each.</summary>
internal static class AllTypes
{
    public static void Write(MetricVisitor visitor)
    {
        Colons(visitor);
        Info(visitor);
        Counter(visitor);
        NeverUsed(visitor);
        Gauge(visitor);
        Histogram(visitor);
        Bounds(visitor);
        Unbounded(visitor);
        NegativeBounds(visitor);
        GaugeHistogram(visitor);
        NegativeGaugeHistogram(visitor);
        Summary(visitor);
        StateSet(visitor);
        StateSetWithoutLabels(visitor);
        Unknown(visitor);
    }

    private static DateTimeOffset Milliseconds(long value) => DateTimeOffset.FromUnixTimeMilliseconds(value);

    private static void Colons(MetricVisitor visitor)
    {
        visitor.BeginFamily(new MetricDescriptor(MetricType.Gauge, "acme:queue:rate5m", ""));
        visitor.Gauge(LabelSet.Empty, new GaugeSample(0.25));
        visitor.EndFamily();
    }

    private static void Info(MetricVisitor visitor)
    {
        var family = new MetricDescriptor(MetricType.Info, "acme_build", "Build information.", "version", "revision");
        visitor.BeginFamily(family);
        visitor.Info(family.Labels("1.2.3", ""), default);
        visitor.Info(family.Labels("1.3.0", "a\"b"), default);
        visitor.EndFamily();
    }

    private static void Counter(MetricVisitor visitor)
    {
        var trace = new Exemplar(
            LabelSet.Create(("trace_id", "0af7651916cd43dd8448eb211c80319c"), ("span_id", "b7ad6b7169203331")),
            0.1,
            Milliseconds(1700000000123));
        var tooLong = new Exemplar(LabelSet.Create(("a", new string('x', Exemplar.MaxCodePoints))), 1);
        var family = new MetricDescriptor(
            MetricType.Counter, "acme_sent", "Bytes \"sent\" to C:\\temp\nand back.", ["peer"], unit: "bytes");
        visitor.BeginFamily(family);
        visitor.Counter(family.Labels("a"), new CounterSample(0));
        visitor.Counter(family.Labels("b"), new CounterSample(123456789) { Timestamp = Milliseconds(1395066363000) });
        visitor.Counter(family.Labels("c"), new CounterSample(9007199254740991));
        visitor.Counter(family.Labels("d"), new CounterSample(9007199254740992));
        visitor.Counter(family.Labels("e"), new CounterSample(0.1 + 0.2) { Created = Milliseconds(1), Exemplar = trace });
        visitor.Counter(
            family.Labels("f"),
            new CounterSample(5) { Timestamp = Milliseconds(1520879607789), Exemplar = new Exemplar(LabelSet.Empty, 1) });
        visitor.Counter(family.Labels("g"), new CounterSample(6) { Exemplar = tooLong });
        visitor.Counter(family.Labels("tab\t\"quote\" \\ back\nΠρ☃😱"), new CounterSample(double.PositiveInfinity));
        visitor.Counter(family.Labels("nan"), new CounterSample(double.NaN));
        visitor.Counter(family.Labels("negative"), new CounterSample(-1));
        visitor.EndFamily();
    }

    private static void NeverUsed(MetricVisitor visitor)
    {
        visitor.BeginFamily(new MetricDescriptor(MetricType.Counter, "acme_never_used", "Nothing."));
        visitor.EndFamily();
    }

    private static void Gauge(MetricVisitor visitor)
    {
        var family = new MetricDescriptor(MetricType.Gauge, "acme_temperature", "Numbers of all kinds.", ["place"], unit: "celsius");
        visitor.BeginFamily(family);
        visitor.Gauge(family.Labels("minus zero"), new GaugeSample(-0.0));
        visitor.Gauge(family.Labels("negative"), new GaugeSample(-1.5));
        visitor.Gauge(family.Labels("negative whole"), new GaugeSample(-3));
        visitor.Gauge(family.Labels("small"), new GaugeSample(0.0001));
        visitor.Gauge(family.Labels("smaller"), new GaugeSample(0.00001));
        visitor.Gauge(family.Labels("smallest"), new GaugeSample(double.Epsilon));
        visitor.Gauge(family.Labels("million"), new GaugeSample(1234567));
        visitor.Gauge(family.Labels("million and a half"), new GaugeSample(1234567.5));
        visitor.Gauge(family.Labels("quadrillion"), new GaugeSample(1e15));
        visitor.Gauge(family.Labels("large"), new GaugeSample(1e20));
        visitor.Gauge(family.Labels("largest"), new GaugeSample(double.MaxValue));
        visitor.Gauge(family.Labels("infinite"), new GaugeSample(double.PositiveInfinity));
        visitor.Gauge(family.Labels("minus infinite"), new GaugeSample(double.NegativeInfinity));
        visitor.Gauge(family.Labels("not a number"), new GaugeSample(double.NaN));
        visitor.EndFamily();
    }

    private static void Histogram(MetricVisitor visitor)
    {
        var example = new Exemplar(LabelSet.Create(("trace_id", "x")), 10, Milliseconds(1700000001500));
        var elsewhere = new Exemplar(LabelSet.Create(("trace_id", "y")), 7);
        var family = new MetricDescriptor(MetricType.Histogram, "acme_latency", "Latency.", ["method"], unit: "seconds");
        visitor.BeginFamily(family);
        visitor.Histogram(
            family.Labels("get"),
            new HistogramSample([0.005, 1, 2.5], [0, 2, 1, 1], 12.75)
            {
                Exemplars = [null, new Exemplar(LabelSet.Empty, 0.25), elsewhere, example],
            });
        visitor.Histogram(
            family.Labels("post"), new HistogramSample([0.005, 1, 2.5], [0, 0, 0, 0], 0) { Timestamp = Milliseconds(1395066363123) });
        visitor.EndFamily();
    }

    private static void Bounds(MetricVisitor visitor)
    {
        visitor.BeginFamily(new MetricDescriptor(MetricType.Histogram, "acme_size", "Bounds of all kinds."));
        visitor.Histogram(LabelSet.Empty, new HistogramSample(
            [1e-10, 0.00001, 0.0001, 0.00012345, 0.005, 1, 10, 100000, 999999, 1000000, 1234567.5, 9007199254740992, double.MaxValue],
            [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
            0.5));
        visitor.EndFamily();
    }

    private static void Unbounded(MetricVisitor visitor)
    {
        visitor.BeginFamily(new MetricDescriptor(MetricType.Histogram, "acme_unbounded", "No bounds, and a sum that is no number."));
        visitor.Histogram(LabelSet.Empty, new HistogramSample([], [2], double.NaN));
        visitor.EndFamily();
    }

    private static void NegativeBounds(MetricVisitor visitor)
    {
        visitor.BeginFamily(new MetricDescriptor(MetricType.Histogram, "acme_offset", "Negative bounds."));
        visitor.Histogram(LabelSet.Empty, new HistogramSample([-10, 0], [1, 1, 1], -3));
        visitor.EndFamily();
    }

    private static void GaugeHistogram(MetricVisitor visitor)
    {
        var family = new MetricDescriptor(MetricType.GaugeHistogram, "acme_waiting", "Ages of what waits.", ["queue"], unit: "seconds");
        visitor.BeginFamily(family);
        visitor.Histogram(
            family.Labels("q"),
            new HistogramSample([1], [2, 1], 7.5) { Exemplars = [new Exemplar(LabelSet.Create(("a", "b")), 0.5), null] });
        visitor.Histogram(family.Labels("lost"), new HistogramSample([1], [1, 0], double.NaN));
        visitor.EndFamily();
    }

    private static void NegativeGaugeHistogram(MetricVisitor visitor)
    {
        visitor.BeginFamily(new MetricDescriptor(MetricType.GaugeHistogram, "acme_drift", "Differences."));
        visitor.Histogram(LabelSet.Empty, new HistogramSample([-1], [2, 1], -4));
        visitor.EndFamily();
    }

    private static void Summary(MetricVisitor visitor)
    {
        var family = new MetricDescriptor(MetricType.Summary, "acme_rpc", "RPC latency.", ["peer"], unit: "seconds");
        visitor.BeginFamily(family);
        visitor.Summary(family.Labels("x"), new SummarySample(4, 12, [0, 0.5, 0.99, 1], [-1, 0.5, double.NaN, 1000000]));
        visitor.Summary(family.Labels("y"), new SummarySample(2, -3, [], []));
        visitor.EndFamily();
    }

    private static void StateSet(MetricVisitor visitor)
    {
        var family = new MetricDescriptor(MetricType.StateSet, "acme_state", "What workers do.", "worker");
        visitor.BeginFamily(family);
        visitor.StateSet(family.Labels("w1"), new StateSetSample(["idle", "run\"ning\\"], [false, true]));
        visitor.EndFamily();
    }

    private static void StateSetWithoutLabels(MetricVisitor visitor)
    {
        visitor.BeginFamily(new MetricDescriptor(MetricType.StateSet, "acme_feature", "Features."));
        visitor.StateSet(LabelSet.Empty, new StateSetSample(["a", "b"], [true, false]));
        visitor.EndFamily();
    }

    private static void Unknown(MetricVisitor visitor)
    {
        visitor.BeginFamily(new MetricDescriptor(MetricType.Unknown, "acme_vendor", "From somewhere else."));
        visitor.Unknown(LabelSet.Empty, new UnknownSample(42) { Timestamp = DateTimeOffset.UnixEpoch });
        visitor.EndFamily();
    }
}
