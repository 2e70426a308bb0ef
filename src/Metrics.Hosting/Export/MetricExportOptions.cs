namespace PrometheusMetrics.Hosting;

/// <summary>Options for the schedule of an exporter. They are named options; the name is that of the exporter.</summary>
public sealed class MetricExportOptions
{
    /// <summary>Whether the exporter is enabled.</summary>
    /// <value>true by default. If false, the exporter is not created.</value>
    public bool Enabled { get; set; } = true;

    /// <summary>Whether to export once when the host has started.</summary>
    /// <value>false by default.</value>
    public bool ExportOnStart { get; set; }

    /// <summary>The time between two exports; 1 millisecond to 1 day. After failures it is longer, up to ten times as long, but at most a
    /// minute.</summary>
    /// <value>null by default: no exports on an interval.</value>
    public TimeSpan? Interval { get; set; }

    /// <summary>Whether to export at the end of the host: when every hosted service, including the web server, has stopped; before that, if
    /// services take long to stop; and when the host is disposed, or the process exits, without a stop.</summary>
    /// <value>true by default.</value>
    public bool ExportOnShutdown { get; set; } = true;

    /// <summary>Whether the process ends with exit code 1 if the export at shutdown is lost, so that the caller of a batch job
    /// notices. It sets <see cref="Environment.ExitCode"/>, unless that is set already; a number that <c>Main</c> returns has
    /// precedence.</summary>
    /// <value>false by default.</value>
    public bool FailOnLostExport { get; set; }

    /// <summary>The maximum duration of an export; more than zero, at most 1 day. The export at shutdown also ends when the host's
    /// shutdown timeout expires.</summary>
    /// <value>10 seconds by default.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);
}
