using PrometheusMetrics.Collection;

namespace PrometheusMetrics.EndToEnd.Scenarios;

/// <summary>The instruments of the judged application, and what they have measured.</summary>
internal static class JudgedMetrics
{
    /// <summary>What the native histograms observed.</summary>
    public static readonly double[] Sizes = [.. Enumerable.Range(1, 1000).Select(i => i * i / 16.0)];

    public static readonly double[] Latencies = [0.05, 0.5, 0.75, 5, 50];

    public static readonly double[] Changes = [-4, -0.5, 0, 0.5, 3];

    public static void Measure(IMetricFactory metrics)
    {
        metrics.CreateCounter("judged_orders_total", "Orders \"placed\" \\ by\nchannel.", "channel").WithLabels("web \"x\"\\\n")
            .IncWithExemplar(3, ("trace_id", "abc"));
        metrics.CreateGauge("judged_temperature_celsius", "Temperature.", new GaugeOptions { Unit = "celsius" }).Set(-1.5);
        var latency = metrics.CreateHistogram(
            "judged_latency_seconds", "Latency.", new HistogramOptions { Unit = "seconds", Buckets = [0.1, 1, 10] });
        foreach (var value in Latencies)
        {
            latency.ObserveWithExemplar(value, ("trace_id", $"latency{value}".Replace('.', '_')));
        }

        var size = metrics.CreateHistogram(
            "judged_size_bytes", "Sizes.", new HistogramOptions { Unit = "bytes", Native = new NativeHistogramOptions() });
        foreach (var value in Sizes)
        {
            size.Observe(value);
        }

        var change = metrics.CreateHistogram(
            "judged_change", "Changes.", new HistogramOptions { Buckets = [-1, 0, 1], Native = new NativeHistogramOptions() });
        foreach (var value in Changes)
        {
            change.Observe(value);
        }

        metrics.CreateSummary("judged_rpc_seconds", "Calls.", new SummaryOptions { Objectives = [new(0.5, 0.05)] }).Observe(2);
        metrics.CreateInfo("judged_build_info", "Build.").Set(("version", "1.2.3"));
        metrics.CreateStateSet("judged_state", "State.", new StateSetOptions { States = ["on", "off"] }).Set("on", active: true);
        metrics.CreateGauge("judged.cpu.time", "Names in UTF-8.", "host.name").WithLabels("ä.b").Set(4.25);
        metrics.CreateCounter("judged.größe/😱_total", "Names in UTF-8.").Inc(7);
        MeasureNames(metrics);
    }

    // A counter that keeps its name, and families whose names differ in the suffix only, or in what a suffix makes of another name.
    private static void MeasureNames(IMetricFactory metrics)
    {
        var keep = new CounterOptions { KeepName = true };
        metrics.CreateCounter("judged_jobs", "Jobs.", keep).IncWithExemplar(4, ("trace_id", "jobs"));
        metrics.CreateCounter("judged.kept", "Names in UTF-8.", keep).Inc(9);
        metrics.CreateGauge("judged_queue", "Queue.").Set(5);
        metrics.CreateCounter("judged_queue", "Queued.").IncWithExemplar(6, ("trace_id", "queue"));
        metrics.CreateInfo("judged_queue", "Kind of queue.").Set(("kind", "fifo"));
        metrics.CreateCounter("judged_latency_seconds", "Time.").Inc(8);
        metrics.CreateCounter("judged_latency_seconds_count", "Counts.").Inc(2);
    }
}

/// <summary>Reports the types that have no instrument.</summary>
internal sealed class JudgedCollector : ICollector
{
    private static readonly MetricDescriptor Waiting = new(MetricType.GaugeHistogram, "judged_waiting", "Waiting.");
    private static readonly MetricDescriptor Found = new(MetricType.Unknown, "judged_found", "Found.");

    public IReadOnlyList<MetricDescriptor> Descriptors { get; } = [Waiting, Found];

    public void Collect(MetricVisitor visitor, in CollectionRequest request)
    {
        visitor.BeginFamily(Waiting);
        visitor.Histogram(LabelSet.Empty, new HistogramSample([1], [2, 1], 7.5));
        visitor.EndFamily();
        visitor.BeginFamily(Found);
        visitor.Unknown(LabelSet.Empty, new UnknownSample(17));
        visitor.EndFamily();
    }
}
