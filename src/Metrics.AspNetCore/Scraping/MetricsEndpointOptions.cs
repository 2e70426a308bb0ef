using PrometheusMetrics.Exposition;
using PrometheusMetrics.Hosting;

namespace PrometheusMetrics.AspNetCore;

/// <summary>Options for an endpoint of <c>MapMetrics</c>, bound to the configuration section <c>Prometheus:Endpoint</c>.</summary>
public sealed class MetricsEndpointOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string SectionName = "Prometheus:Endpoint";

    internal static OptionsSection<MetricsEndpointOptions> Section { get; } = new OptionsSection<MetricsEndpointOptions>("Endpoint")
        .AddInteger(nameof(Port), (options, value) => options.Port = value)
        .AddBoolean(nameof(Compression), (options, value) => options.Compression = value)
        .AddInteger(nameof(CompressionLimit), (options, value) => options.CompressionLimit = value)
        .AddInteger(nameof(ScrapeLimit), (options, value) => options.ScrapeLimit = value)
        .AddTime(nameof(CacheFor), (options, value) => options.CacheFor = value)
        .AddTime(nameof(SendTimeout), (options, value) => options.SendTimeout = value)
        .AddBoolean(nameof(OpenMetrics2), (options, value) => options.OpenMetrics2 = value)
        .AddBoolean(nameof(ScrapeMetrics), (options, value) => options.ScrapeMetrics = value)
        .AddBoolean(nameof(ProcessStartTimeHeader), (options, value) => options.ProcessStartTimeHeader = value)
        .AddTime(nameof(FinalScrapeTimeout), (options, value) => options.FinalScrapeTimeout = value);

    /// <summary>The port of a listener that serves only the metrics, at all addresses of the machine, by HTTP/1.1 without TLS; 0 to 65535,
    /// and 0 lets the system choose. The endpoint is then found at this port only, and the addresses of the application stay as they
    /// are. Endpoints with the same port share the listener. Its requests pass through routing and, if the application has them, CORS,
    /// authentication and authorization; no other middleware of the application. It needs Kestrel.</summary>
    /// <value>null by default: the endpoint is found at the addresses of the application.</value>
    public int? Port { get; set; }

    /// <summary>Whether the body is compressed by gzip for clients that accept it, as Prometheus does.</summary>
    /// <value>true by default.</value>
    public bool Compression { get; set; } = true;

    /// <summary>The maximum number of bodies that the endpoint compresses at once; 1 or more. Each takes about 400 kB of memory. A body
    /// beyond the limit is sent without compression.</summary>
    /// <value>8 by default.</value>
    public int CompressionLimit { get; set; } = 8;

    /// <summary>The maximum number of scrapes that the endpoint handles at once; 1 or more. A scrape beyond the limit is answered at once
    /// with status 503.</summary>
    /// <value>100 by default.</value>
    public int ScrapeLimit { get; set; } = 100;

    /// <summary>The time for which a body is sent to every client that requests the same format and compression; more than zero, at most 1
    /// day. One collection serves all of them, so it limits how often collectors and refreshers are called. The values are up to that much
    /// older than the scrape. The bodies stay in memory. Scrapes of a part of the metrics, and the last scrape at shutdown, are not cached.
    /// Each endpoint has bodies of its own.</summary>
    /// <value>null by default: each scrape collects the metrics.</value>
    public TimeSpan? CacheFor { get; set; }

    /// <summary>The maximum time that the endpoint waits for a client that does not read; more than zero, at most 1 day. Then the
    /// connection is aborted. A client that reads slowly, 64 kB within this time, is not affected.</summary>
    /// <value>30 seconds by default.</value>
    public TimeSpan SendTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether OpenMetrics 2.0 is served to clients that name its version.</summary>
    /// <value>true by default.</value>
    public bool OpenMetrics2 { get; set; } = true;

    /// <summary>Formats that are served to clients that request their media types, in addition to
    /// <see cref="ExpositionFormat.BuiltIn"/>. One with the content type of a built-in format replaces it, as
    /// <see cref="ExpositionFormat.OpenMetricsWithCreated"/> does. They have no key in the configuration.</summary>
    /// <value>null by default: none.</value>
    public IReadOnlyList<ExpositionFormat>? AdditionalFormats { get; set; }

    /// <summary>Whether the scrapes themselves are measured: <c>metrics_scrapes_total{status}</c>, <c>metrics_scrapes_in_progress</c>,
    /// <c>metrics_scrape_duration_seconds</c> and <c>metrics_scrape_response_bytes_total</c>. Endpoints share these metrics.</summary>
    /// <value>false by default.</value>
    public bool ScrapeMetrics { get; set; }

    /// <summary>Whether responses have the header <c>Process-Start-Time-Unix</c>: the start time of the process, in whole seconds since
    /// 1970.</summary>
    /// <value>false by default.</value>
    public bool ProcessStartTimeHeader { get; set; }

    /// <summary>The maximum time that the host, when it stops, waits for a last scrape, which must begin after the host has begun to stop;
    /// more than zero, and less than the host's <c>ShutdownTimeout</c>. An endpoint with a <see cref="Port"/> is still scraped when
    /// everything else has stopped, so its last scrape has every value, and so is a <see cref="MetricsServer"/>. Any other endpoint is
    /// scraped before the server stops.</summary>
    /// <value>null by default: the host does not wait.</value>
    public TimeSpan? FinalScrapeTimeout { get; set; }
}
