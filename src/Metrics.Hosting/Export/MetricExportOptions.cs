namespace PrometheusMetrics.Hosting;

/// <summary>Options for the schedule of an exporter. They are named options; the name is that of the exporter.</summary>
public sealed class MetricExportOptions
{
    /// <summary>Whether the exporter is enabled.</summary>
    /// <value>true by default. If false, the exporter is not created.</value>
    public bool Enabled { get; set; } = true;

    /// <summary>The time between two exports; 1 millisecond to 1 day.</summary>
    /// <value>null by default: no exports on an interval.</value>
    public TimeSpan? Interval { get; set; }

    /// <summary>Whether to export once more when every hosted service, including the web server, has stopped.</summary>
    /// <value>true by default.</value>
    public bool ExportOnShutdown { get; set; } = true;

    /// <summary>The maximum duration of an export; more than zero, at most 1 day. The export at shutdown also ends when the host's
    /// shutdown timeout expires.</summary>
    /// <value>10 seconds by default.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);
}
