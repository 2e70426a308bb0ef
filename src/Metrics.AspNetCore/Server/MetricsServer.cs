using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.AspNetCore;

/// <summary>A server for the metrics alone, for programs that are no web application: it has a port or a Unix domain socket of its own,
/// needs no host, handles no signals such as Ctrl+C, and writes nothing to the console. It runs until it is stopped or disposed; any number
/// of servers may run, also one after the other at the same address.</summary>
/// <threadsafety>Every member may be called from any thread.</threadsafety>
/// <example><code>
/// await using var server = await MetricsServer.StartAsync(registry, new MetricsServerOptions { Port = 9464 });
/// </code></example>
public sealed partial class MetricsServer : IAsyncDisposable
{
    // As long as most scrapes last at most. A host, which may have less time left, cancels earlier.
    private static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(5);

    private readonly ListeningServer _server;
    private readonly TimeProvider _timeProvider;

    private MetricsServer(ListeningServer server, MetricsServerOptions options, FinalScrape? finalScrape, TimeProvider timeProvider)
    {
        _server = server;
        FinalScrape = finalScrape;
        _timeProvider = timeProvider;
        Addresses = [.. server.Addresses.Select(address => Describe(address, options.Path))];
        Port = options.Port is null ? null : new Uri(server.Addresses[0]).Port;
    }

    /// <summary>Where the metrics are: <c>http://[::]:9464/metrics</c>, where <c>[::]</c> means all addresses of the machine, and
    /// <c>unix:/run/app/metrics.sock</c>.</summary>
    public IReadOnlyList<string> Addresses { get; }

    /// <summary>The port, also if the system chose it, or null if there is none.</summary>
    public int? Port { get; }

    /// <summary>What waits for a last scrape when the server stops, or null.</summary>
    internal FinalScrape? FinalScrape { get; }

    /// <summary>Starts a server.</summary>
    /// <param name="source">The metrics, such as a <see cref="MetricRegistry"/>.</param>
    /// <param name="options">The options, which are read now: where to listen, and who is accepted.</param>
    /// <param name="cancellationToken">The token that cancels the start. It does not stop the server.</param>
    /// <returns>A task with the server, which listens already.</returns>
    /// <exception cref="OptionsValidationException">An option is outside its range, or neither <see cref="MetricsServerOptions.Port"/> nor
    /// <see cref="MetricsServerOptions.UnixSocket"/> is set.</exception>
    /// <exception cref="InvalidOperationException">A file with a certificate, password or token cannot be read, or
    /// <see cref="MetricsEndpointOptions.ScrapeMetrics"/> is set and the source is no <see cref="MetricRegistry"/>.</exception>
    /// <exception cref="IOException">The address is in use, or cannot be listened at.</exception>
    public static Task<MetricsServer> StartAsync(
        IMetricSource source, MetricsServerOptions options, CancellationToken cancellationToken = default) =>
        StartAsync(source, options, null, TimeProvider.System, cancellationToken);

    /// <param name="source">The metrics.</param>
    /// <param name="options">The options.</param>
    /// <param name="factory">Creates the metrics of the scrapes themselves; null if the source is to have them.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    internal static async Task<MetricsServer> StartAsync(
        IMetricSource source,
        MetricsServerOptions options,
        IMetricFactory? factory,
        TimeProvider timeProvider,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(options);
        Validate(options);
        var https = ServerCertificates.Load(options);
        var loggers = options.LoggerFactory ?? NullLoggerFactory.Instance;
        var authentication = await ServerAuthentication.CreateAsync(options, loggers.CreateLogger<MetricsServer>(), cancellationToken)
            .ConfigureAwait(false);
        var metrics = CreateMetrics(source, options, factory);
        var finalScrape = FinalScrape.Create(options.Endpoint, timeProvider, loggers);
        var endpoint = options.Endpoint;
        var scrapes = new Lazy<ScrapeHandler>(() => new(source, endpoint, timeProvider, metrics, finalScrape));
        var handler = new MetricsServerHandler(options.Path, authentication, scrapes);
        var server = await ListeningServer.StartAsync(
            new ListeningServerOptions
            {
                Port = options.Port,
                Host = options.Host,
                Https = https,
                UnixSocket = CreateUnixSocket(options),
                ConnectionLimit = options.ConnectionLimit,
                LoggerFactory = loggers,
            },
            handler.HandleAsync,
            cancellationToken).ConfigureAwait(false);
        if (authentication is not null && https is null && options.Port is not null && !options.IsLoopback)
        {
            LogReadableCredentials(loggers.CreateLogger<MetricsServer>(), options.Port.Value);
        }

        return new MetricsServer(server, options, finalScrape, timeProvider);
    }

    /// <summary>Waits for a last scrape, if <see cref="MetricsEndpointOptions.FinalScrapeTimeout"/> is set; then stops listening, and waits
    /// for scrapes in progress for at most 5 seconds. They are then aborted. The Unix socket's file is removed. A second call
    /// waits for the first one.</summary>
    /// <param name="cancellationToken">The token that ends both waits earlier.</param>
    /// <returns>A task that completes when the server has stopped.</returns>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        if (FinalScrape is not null)
        {
            await FinalScrape.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        using var timeout = new CancellationTokenSource(GracePeriod, _timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        await _server.StopAsync(either.Token).ConfigureAwait(false);
    }

    /// <summary>Stops the server, as <see cref="StopAsync"/>.</summary>
    /// <returns>A task that completes when the server has stopped.</returns>
    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        _server.Dispose();
    }

    /// <summary>Stops the server, and aborts the scrapes in progress.</summary>
    internal void Abort() => _server.Dispose();

    private static void Validate(MetricsServerOptions options)
    {
        List<string> errors = [];
        if (!options.IsListening)
        {
            errors.Add("MetricsServerOptions.Port and UnixSocket are not set, so that nothing would listen: set Port, such as 9464.");
        }

        errors.AddRange(new MetricsServerOptionsValidator().Validate(null, options).Failures ?? []);
        if (options.Endpoint is not null)
        {
            errors.AddRange(new MetricsEndpointOptionsValidator().Validate(null, options.Endpoint).Failures ?? []);
        }

        if (errors.Count > 0)
        {
            throw new OptionsValidationException(Options.DefaultName, typeof(MetricsServerOptions), errors);
        }
    }

    private static ScrapeMetrics? CreateMetrics(IMetricSource source, MetricsServerOptions options, IMetricFactory? factory)
    {
        if (!options.Endpoint.ScrapeMetrics)
        {
            return null;
        }

        return new ScrapeMetrics(factory ?? (source is MetricRegistry registry
            ? new MetricFactory(registry)
            : throw new InvalidOperationException(
                "MetricsServerOptions.Endpoint.ScrapeMetrics is set, but the source is not a MetricRegistry, to which metrics can be " +
                "added: pass a registry, or leave ScrapeMetrics out.")));
    }

    private static UnixSocket? CreateUnixSocket(MetricsServerOptions options) =>
        options.UnixSocketPath is { Length: > 0 } path && UnixSocket.TryParseMode(options.UnixSocketMode, out var mode)
            ? new UnixSocket(path, mode)
            : null;

    private static string Describe(string address, string path)
    {
        const string UnixPrefix = "http://";
        return address.StartsWith("http://unix:", StringComparison.Ordinal) ? address[UnixPrefix.Length..] : address + path;
    }

    [LoggerMessage(1, LogLevel.Warning,
        "The metrics server at port {Port} receives passwords or tokens without HTTPS, so that others on the network can read them: set " +
        "Prometheus:Server:CertificateFile, or set Prometheus:Server:Host to localhost.")]
    private static partial void LogReadableCredentials(ILogger logger, int port);
}
