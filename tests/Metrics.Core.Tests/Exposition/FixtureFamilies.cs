using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Tests.Exposition;

/// <summary>What the fixtures hold: bodies that real servers and strict parsers accepted.</summary>
internal static class FixtureFamilies
{
    /// <summary>The families in the fixtures of both formats. The fixture of the text format has no units.</summary>
    public static void Common(MetricVisitor visitor)
    {
        Build(visitor);
        Jobs(visitor);
        Queue(visitor);
        Ratio(visitor);
        Requests(visitor);
        Rpc(visitor);
    }

    /// <summary>What only OpenMetrics has a type for, or a special rule.</summary>
    public static void OpenMetricsOnly(MetricVisitor visitor)
    {
        visitor.BeginFamily(new MetricDescriptor(MetricType.StateSet, "acme_state", "Worker state."));
        visitor.StateSet(LabelSet.Empty, new StateSetSample(["idle", "running"], [false, true]));
        visitor.EndFamily();

        visitor.BeginFamily(
            new MetricDescriptor(MetricType.Histogram, "acme_temp", "Negative bounds so no sum and count.", [], unit: "celsius"));
        visitor.Histogram(LabelSet.Empty, new HistogramSample([-10, 0], [1, 1, 1], 0));
        visitor.EndFamily();

        visitor.BeginFamily(new MetricDescriptor(MetricType.GaugeHistogram, "acme_waiting", "Age of queued items.", [], unit: "seconds"));
        visitor.Histogram(LabelSet.Empty, new HistogramSample([1], [2, 1], 7.5));
        visitor.EndFamily();
    }

    private static void Build(MetricVisitor visitor)
    {
        var family = new MetricDescriptor(MetricType.Info, "acme_build", "Build information.", "version");
        visitor.BeginFamily(family);
        visitor.Info(family.Labels("1.2.3"), default);
        visitor.EndFamily();
    }

    private static void Jobs(MetricVisitor visitor)
    {
        var trace = LabelSet.Create(("trace_id", "0af7651916cd43dd8448eb211c80319c"), ("span_id", "b7ad6b7169203331"));
        var family = new MetricDescriptor(MetricType.Counter, "acme_jobs", "Jobs \"done\" in C:\\temp\nsecond line.", "path", "unicode");
        visitor.BeginFamily(family);
        visitor.Counter(
            family.Labels("C:\\temp \"x\"\nend", "Πρ☃"),
            new CounterSample(3) { Exemplar = new Exemplar(trace, 1, DateTimeOffset.FromUnixTimeMilliseconds(1700000000123)) });
        visitor.EndFamily();
    }

    private static void Queue(MetricVisitor visitor)
    {
        visitor.BeginFamily(new MetricDescriptor(MetricType.Gauge, "acme_queue_length", "Current queue length."));
        visitor.Gauge(LabelSet.Empty, new GaugeSample(0));
        visitor.EndFamily();
    }

    private static void Ratio(MetricVisitor visitor)
    {
        var family = new MetricDescriptor(MetricType.Gauge, "acme_ratio", "Special values.", "kind");
        visitor.BeginFamily(family);
        visitor.Gauge(family.Labels("big"), new GaugeSample(1234567));
        visitor.Gauge(family.Labels("max"), new GaugeSample(double.MaxValue));
        visitor.Gauge(family.Labels("nan"), new GaugeSample(double.NaN));
        visitor.Gauge(family.Labels("neginf"), new GaugeSample(double.NegativeInfinity));
        visitor.Gauge(family.Labels("posinf"), new GaugeSample(double.PositiveInfinity));
        visitor.Gauge(family.Labels("small"), new GaugeSample(0.00001));
        visitor.EndFamily();
    }

    private static void Requests(MetricVisitor visitor)
    {
        var examples = new Exemplar?[]
        {
            null,
            new(LabelSet.Empty, 0.25),
            null,
            new(LabelSet.Create(("trace_id", "x")), 10, DateTimeOffset.FromUnixTimeMilliseconds(1700000001500)),
        };
        var family = new MetricDescriptor(MetricType.Histogram, "acme_request_duration", "Request latency.", ["method"], unit: "seconds");
        visitor.BeginFamily(family);
        visitor.Histogram(family.Labels("get"), new HistogramSample([0.005, 1, 2.5], [0, 2, 1, 1], 12.75) { Exemplars = examples });
        visitor.EndFamily();
    }

    private static void Rpc(MetricVisitor visitor)
    {
        visitor.BeginFamily(new MetricDescriptor(MetricType.Summary, "acme_rpc", "RPC latency.", [], unit: "seconds"));
        visitor.Summary(LabelSet.Empty, new SummarySample(0, 0, [0.5, 0.99], [double.NaN, double.NaN]));
        visitor.EndFamily();
    }
}
