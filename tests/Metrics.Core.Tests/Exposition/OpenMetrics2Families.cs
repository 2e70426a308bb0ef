using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Tests.Exposition;

/// <summary>What the fixture of OpenMetrics 2.0 holds.</summary>
internal static class OpenMetrics2Families
{
    private static readonly DateTimeOffset Created = DateTimeOffset.FromUnixTimeMilliseconds(1699999000250);

    public static void Write(MetricVisitor visitor)
    {
        var build = new MetricDescriptor(MetricType.Info, "acme_build", "Build information.", "version");
        Write(visitor, build, () => visitor.Info(build.Labels("1.2.3"), default));
        Jobs(visitor);
        Write(
            visitor,
            new MetricDescriptor(MetricType.Gauge, "acme_queue_length", "Current queue length."),
            () => visitor.Gauge(LabelSet.Empty, new GaugeSample(0)));
        Requests(visitor);
        Write(
            visitor,
            new MetricDescriptor(MetricType.Histogram, "acme_idle_seconds", ""),
            () => visitor.Histogram(
                LabelSet.Empty, new HistogramSample([], [0], 0) { Created = Created, Native = new NativeHistogramSample(3, 0, 0) }));
        Write(
            visitor,
            new MetricDescriptor(MetricType.Summary, "acme_rpc_seconds", ""),
            () => visitor.Summary(LabelSet.Empty, new SummarySample(0, 0, [0.5, 0.99], [double.NaN, double.NaN]) { Created = Created }));
        Write(
            visitor,
            new MetricDescriptor(MetricType.StateSet, "acme_state", ""),
            () => visitor.StateSet(LabelSet.Empty, new StateSetSample(["idle", "running"], [false, true])));
        Write(
            visitor,
            new MetricDescriptor(MetricType.Histogram, "acme_temp_celsius", ""),
            () => visitor.Histogram(LabelSet.Empty, new HistogramSample([-10, 0], [1, 1, 1], -12.5)));
        Write(
            visitor,
            new MetricDescriptor(MetricType.GaugeHistogram, "acme_waiting_seconds", ""),
            () => visitor.Histogram(LabelSet.Empty, new HistogramSample([1], [2, 1], 7.5) { Created = Created }));
    }

    private static void Jobs(MetricVisitor visitor)
    {
        var trace = LabelSet.Create(("trace_id", "0af7651916cd43dd8448eb211c80319c"));
        var family = new MetricDescriptor(MetricType.Counter, "acme_jobs", "Jobs \"done\" in C:\\temp\nsecond line.", "path", "unicode");
        Write(visitor, family, () => visitor.Counter(family.Labels("C:\\temp \"x\"\nend", "Πρ☃"), new CounterSample(3)
        {
            Created = Created,
            Exemplar = new Exemplar(trace, 1, DateTimeOffset.FromUnixTimeMilliseconds(1700000000123)),
        }));
    }

    private static void Requests(MetricVisitor visitor)
    {
        var time = DateTimeOffset.FromUnixTimeSeconds(1700000000);
        var last = new Exemplar(LabelSet.Create(("trace_id", "x")), 10, DateTimeOffset.FromUnixTimeMilliseconds(1700000001500));
        var family = new MetricDescriptor(MetricType.Histogram, "acme_request_duration", "Request latency.", ["method"], unit: "seconds");
        Write(visitor, family, () => visitor.Histogram(
            family.Labels("get"),
            new HistogramSample([0.005, 1, 2.5], [0, 2, 1, 1], 12.75)
            {
                Created = Created,
                Exemplars = [null, new Exemplar(LabelSet.Empty, 0.25, time), null, last],
                Native = new NativeHistogramSample(3, 2.938735877055719e-39, 0)
                {
                    PositiveIndexes = [-16, 0, 5, 27],
                    PositiveCounts = [1, 1, 1, 1],
                    Exemplars = [new Exemplar(LabelSet.Create(("trace_id", "native")), 10, time)],
                },
            }));
    }

    private static void Write(MetricVisitor visitor, MetricDescriptor family, Action sample)
    {
        visitor.BeginFamily(family);
        sample();
        visitor.EndFamily();
    }
}
