using PrometheusMetrics;

namespace RouterExporter;

internal static class RouterMetrics
{
    public static readonly MetricRegistry Registry = new MetricRegistry(new MetricRegistryOptions
    {
        Labels = new()
        {
            ["team"] = Environment.GetEnvironmentVariable("TEAM") ?? "home",
            ["shard"] = Environment.GetEnvironmentVariable("SHARD") ?? "0",
        },
    }).AddProcessMetrics();

    private static readonly MetricFactory Factory = new(Registry);

    public static readonly IGauge StartTime = Factory.CreateGauge("router_start_time_seconds", "Time at which the router started.");

    public static readonly IGauge Temperature = Factory.CreateGauge(
        "router_temperature_celsius", "Temperature of the router, if it has a sensor.", new GaugeOptions { HiddenUntilWritten = true });

    public static readonly IMetricFamily<ICounter> ReceivedBytes = Factory.CreateCounter(
        "router_received_bytes_total", "Bytes that an interface has received, as the router counts them.", "interface");

    public static readonly IMetricFamily<IGauge> Speed = Factory.CreateGauge(
        "router_interface_speed_bytes", "Speed of an interface per second while it is up.", "interface");

    public static readonly IMetricFamily<IGauge> LastSeen = Factory.CreateGauge(
        "router_client_last_seen_timestamp_seconds", "Time at which the router saw a client for the last time.", "client");

    public static readonly IHistogram ProbeDuration = Factory.CreateHistogram(
        "router_probe_duration_seconds", "Time that the router takes to answer.");

    public static readonly ICounter ProbeFailures = Factory.CreateCounter(
        "router_probe_failures_total", "Probes that the router did not answer.");
}
