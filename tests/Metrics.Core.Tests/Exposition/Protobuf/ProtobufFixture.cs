using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Tests.Exposition.Protobuf;

/// <summary>What the fixture of the format holds, which real servers accepted.</summary>
internal static class ProtobufFixture
{
    private static readonly DateTimeOffset Created = DateTimeOffset.FromUnixTimeMilliseconds(1699999000250);
    private static readonly LabelSet Trace = LabelSet.Create(("trace_id", "x"));

    public static void Write(MetricVisitor visitor)
    {
        Jobs(visitor);
        Queue(visitor);
        Requests(visitor);
        Idle(visitor);
        Rpc(visitor);
    }

    private static void Jobs(MetricVisitor visitor)
    {
        var family = new MetricDescriptor(Collection.MetricType.Counter, "acme_jobs", "Jobs done.", "k");
        visitor.BeginFamily(family);
        visitor.Counter(family.Labels("v"), new CounterSample(3)
        {
            Created = Created,
            Exemplar = new Collection.Exemplar(Trace, 1, DateTimeOffset.FromUnixTimeMilliseconds(1700000000123)),
        });
        visitor.EndFamily();
    }

    private static void Queue(MetricVisitor visitor)
    {
        visitor.BeginFamily(new MetricDescriptor(Collection.MetricType.Gauge, "acme_queue_length", "Current queue length."));
        visitor.Gauge(LabelSet.Empty, new GaugeSample(0));
        visitor.EndFamily();
    }

    private static void Requests(MetricVisitor visitor)
    {
        visitor.BeginFamily(
            new MetricDescriptor(Collection.MetricType.Histogram, "acme_request_duration", "Request latency.", [], unit: "seconds"));
        visitor.Histogram(LabelSet.Empty, new HistogramSample([0.005, 1, 2.5], [0, 2, 1, 1], 12.75)
        {
            Created = Created,
            Native = new NativeHistogramSample(3, 2.938735877055719e-39, 0)
            {
                PositiveIndexes = [-16, 0, 5, 27],
                PositiveCounts = [1, 1, 1, 1],
                Exemplars = [new Collection.Exemplar(Trace, 10, DateTimeOffset.FromUnixTimeMilliseconds(1700000001500))],
            },
        });
        visitor.EndFamily();
    }

    private static void Idle(MetricVisitor visitor)
    {
        visitor.BeginFamily(new MetricDescriptor(Collection.MetricType.Histogram, "acme_idle", "Never observed.", [], unit: "seconds"));
        visitor.Histogram(LabelSet.Empty, new HistogramSample([], [0], 0) { Native = new NativeHistogramSample(3, 0, 0) });
        visitor.EndFamily();
    }

    private static void Rpc(MetricVisitor visitor)
    {
        visitor.BeginFamily(new MetricDescriptor(Collection.MetricType.Summary, "acme_rpc", "RPC latency.", [], unit: "seconds"));
        visitor.Summary(LabelSet.Empty, new SummarySample(0, 0, [0.5], [double.NaN]));
        visitor.EndFamily();
    }
}
