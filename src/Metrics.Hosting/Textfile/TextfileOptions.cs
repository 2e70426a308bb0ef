using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Hosting;

/// <summary>Options for the text file that node_exporter reads, bound to the configuration section <c>Prometheus:Textfile</c>.</summary>
public sealed class TextfileOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string SectionName = "Prometheus:Textfile";

    internal static OptionsSection<TextfileOptions> Section { get; } = new OptionsSection<TextfileOptions>("Textfile")
        .AddText(nameof(Path), (options, value) => options.Path = value)
        .AddTime(nameof(Interval), (options, value) => options.Interval = value)
        .AddBoolean(nameof(WriteOnShutdown), (options, value) => options.WriteOnShutdown = value)
        .AddBoolean(nameof(FailOnLostWrite), (options, value) => options.FailOnLostWrite = value)
        .AddTime(nameof(Timeout), (options, value) => options.Timeout = value)
        .AddTexts(nameof(Include), (options, value) => options.Include = value)
        .AddTexts(nameof(Exclude), (options, value) => options.Exclude = value)
        .AddBoolean(nameof(StandardMetrics), (options, value) => options.StandardMetrics = value);

    /// <summary>The path of the file, which ends with <c>.prom</c>, in the folder that node_exporter reads. A relative path begins at the
    /// current directory.</summary>
    /// <value>null by default: no file is written.</value>
    public string? Path { get; set; }

    /// <summary>The time between two writes; 1 millisecond to 1 day. Half of the scrape interval of Prometheus, or more, is
    /// enough.</summary>
    /// <value>null by default: no writes on an interval.</value>
    public TimeSpan? Interval { get; set; }

    /// <summary>Whether to write once more when every hosted service, including the web server, has stopped.</summary>
    /// <value>true by default.</value>
    public bool WriteOnShutdown { get; set; } = true;

    /// <summary>Whether the process ends with exit code 1 if the last write is lost, so that the caller of a batch job, such as cron,
    /// notices.</summary>
    /// <value>false by default.</value>
    public bool FailOnLostWrite { get; set; }

    /// <summary>The maximum duration of a write; more than zero, at most 1 day.</summary>
    /// <value>10 seconds by default.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Patterns of the names of metrics that are written, such as <c>http_*</c>; <c>*</c> stands for any characters, <c>?</c> for
    /// one.</summary>
    /// <value>null by default: all.</value>
    public string[]? Include { get; set; }

    /// <summary>Patterns of the names of metrics that are not written, also if <see cref="Include"/> matches them.</summary>
    /// <value>null by default: none.</value>
    public string[]? Exclude { get; set; }

    /// <summary>Whether the metrics are written that every application has: those of the runtime, <c>dotnet_*</c>, and those of this
    /// library, <c>metrics_*</c>. Two applications in one folder would have the same series. The metrics <c>process_*</c> are never
    /// written, because node_exporter has them itself.</summary>
    /// <value>null by default: not written unless <see cref="Include"/> is set.</value>
    public bool? StandardMetrics { get; set; }

    /// <summary>Whether a file is written.</summary>
    internal bool IsOn => !string.IsNullOrEmpty(Path);

    internal MetricExportOptions CreateSchedule() => new()
    {
        Interval = Interval,
        ExportOnShutdown = WriteOnShutdown,
        FailOnLostExport = FailOnLostWrite,
        Timeout = Timeout,
    };

    internal Func<MetricDescriptor, bool> CreateFilter() => FamilyPatterns.CreateFilter(
        Include,
        Exclude,
        StandardMetrics ?? Include is { Length: > 0 }
            ? family => family.IsStandardMetric() && family.Name.StartsWith("process_", StringComparison.Ordinal)
            : family => family.IsStandardMetric() || family.Name.StartsWith("metrics_", StringComparison.Ordinal))!;
}
