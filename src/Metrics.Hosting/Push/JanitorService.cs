using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace PrometheusMetrics.Hosting;

/// <summary>Looks at the gateways of the host from time to time, and deletes the groups whose lease is over. A gateway that cannot be
/// reached is logged and looked at again.</summary>
internal sealed partial class JanitorService : BackgroundService
{
    private readonly JanitorOptions _options;
    private readonly bool _isOn;
    private readonly Janitor[] _janitors;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger<JanitorService> _logger;

    public JanitorService(
        IOptions<JanitorOptions> options,
        Pushgateways gateways,
        IHttpClientFactory httpClients,
        IMetricFactory factory,
        TimeProvider timeProvider,
        MetricsSwitch metricsSwitch,
        ILogger<JanitorService> logger)
    {
        _isOn = options.Value.Enabled && metricsSwitch.IsOn;
        (_options, _timeProvider, _logger) = (options.Value, timeProvider, logger);
        var metrics = new JanitorMetrics(factory, gateways.AreLabelled);
        _janitors = _isOn
            ? [.. gateways.All.Select(gateway => new Janitor(gateway, _options, httpClients, timeProvider, metrics, logger))]
            : [];
    }

    public override void Dispose()
    {
        base.Dispose();
        foreach (var janitor in _janitors)
        {
            janitor.Dispose();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!_isOn)
        {
            return;
        }

        // Instances that are started together must not look at the gateway together.
        var delay = _options.Interval * Random.Shared.NextDouble();
        Warn();
        while (true)
        {
            await Task.Delay(delay, _timeProvider, stoppingToken).ConfigureAwait(false);
            await CleanAsync(stoppingToken).ConfigureAwait(false);
            delay = _options.Interval * (0.9 + (0.2 * Random.Shared.NextDouble()));
        }
    }

    private async Task CleanAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll(_janitors.Select(janitor => janitor.CleanAsync(stoppingToken))).ConfigureAwait(false);
        }
        catch (Exception) when (!stoppingToken.IsCancellationRequested)
        {
            // Only a logger can throw here. Its exception cannot be logged, and the next look must still follow.
        }
    }

    private void Warn()
    {
        try
        {
            if (!Array.Exists(_janitors, janitor => janitor.IsOn))
            {
                LogNoGateway();
            }
        }
        catch (Exception)
        {
            // Only a logger can throw here.
        }
    }

    [LoggerMessage(1, LogLevel.Warning,
        "AddPushgatewayJanitor was called, but there is no Pushgateway to clean: set Prometheus:Pushgateway:Endpoint.")]
    private partial void LogNoGateway();
}
