using Microsoft.Extensions.Logging;
using PrometheusMetrics.Pushgateway;

namespace PrometheusMetrics.Hosting;

/// <summary>Deletes the groups of one gateway of the host whose lease is over, with the endpoint and credentials that are then in
/// use.</summary>
internal sealed partial class Janitor : IDisposable
{
    private const int MaxShown = 10;

    private readonly PushgatewayDestination _gateway;
    private readonly IHttpClientFactory _httpClients;
    private readonly JanitorMetrics _metrics;
    private readonly ILogger _logger;
    private readonly PushgatewayJanitorOptions _options;
    private PushgatewayJanitor? _janitor;
    private string? _endpoint;
    private bool _isFailing;
    private bool _areDeletionsFailing;

    public Janitor(
        PushgatewayDestination gateway,
        JanitorOptions options,
        IHttpClientFactory httpClients,
        TimeProvider timeProvider,
        JanitorMetrics metrics,
        ILogger logger)
    {
        (_gateway, _httpClients, _metrics, _logger) = (gateway, httpClients, metrics, logger);
        _options = new PushgatewayJanitorOptions
        {
            Jobs = options.Jobs is { Length: > 0 } jobs ? jobs : null,
            Timeout = options.Timeout,
            Client = { TimeProvider = timeProvider },
        };
    }

    /// <summary>Whether the gateway has an endpoint and keeps groups.</summary>
    public bool IsOn => _gateway is { IsOn: true, Setup.Options.Kind: PushgatewayKind.Pushgateway };

    /// <summary>Deletes the groups once. Failures are counted and logged, and thrown only if the token was cancelled.</summary>
    public async Task CleanAsync(CancellationToken cancellationToken)
    {
        if (!IsOn)
        {
            return;
        }

        try
        {
            Report(await GetJanitor().DeleteExpiredAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception)
        {
            _metrics.CountFailure(_gateway.ShownName);
            if (!_isFailing)
            {
                _isFailing = true;
                LogFailure(
                    _gateway.ShownName,
                    ForeignText.Escape(exception.Message, ForeignText.MaxReasonLength),
                    exception is PushgatewayException ? null : exception);
            }
        }
    }

    public void Dispose() => _janitor?.Dispose();

    private PushgatewayJanitor GetJanitor()
    {
        var setup = _gateway.Setup;
        var client = setup.CreateClientOptions(error => LogSecret(error));
        (_options.Client.Authorization, _options.Client.Headers) = (client.Authorization, client.Headers);
        if (_janitor is null || _endpoint != setup.Options.Endpoint)
        {
            _janitor?.Dispose();
            _endpoint = setup.Options.Endpoint;
            _janitor = new PushgatewayJanitor(
                () => _httpClients.CreateClient(PushgatewayName.GetHttpClient(_gateway.Name)), _endpoint!, _options);
        }

        return _janitor;
    }

    private void Report(PushgatewayCleanup cleanup)
    {
        _metrics.CountSuccess(_gateway.ShownName, cleanup.Deleted.Count);
        if (_isFailing)
        {
            _isFailing = false;
            LogRecovery(_gateway.ShownName);
        }

        if (cleanup.Deleted.Count > 0)
        {
            var more = cleanup.Deleted.Count > MaxShown ? $"; and {cleanup.Deleted.Count - MaxShown} more" : "";
            LogDeleted(_gateway.ShownName, cleanup.Deleted.Count, string.Join("; ", cleanup.Deleted.Take(MaxShown)) + more);
        }

        if (cleanup.Failures.Count > 0 && !_areDeletionsFailing)
        {
            LogKept(_gateway.ShownName, cleanup.Failures.Count, $"{cleanup.Failures[0].Group}: {cleanup.Failures[0].Reason}");
        }

        _areDeletionsFailing = cleanup.Failures.Count > 0;
    }

    [LoggerMessage(2, LogLevel.Information,
        "Groups of the gateway '{Gateway}' were deleted, because their lease was over ({Count}): {Groups}.")]
    private partial void LogDeleted(string gateway, int count, string groups);

    [LoggerMessage(3, LogLevel.Warning,
        "Groups of the gateway '{Gateway}' whose lease is over could not be deleted ({Count}). The first is {Group}")]
    private partial void LogKept(string gateway, int count, string group);

    [LoggerMessage(4, LogLevel.Warning,
        "Groups of the gateway '{Gateway}' whose lease is over cannot be deleted. {Reason} Further failures are only counted in " +
        "metrics_push_janitor_runs_total until it recovers.")]
    private partial void LogFailure(string gateway, string reason, Exception? exception);

    [LoggerMessage(5, LogLevel.Information, "Groups of the gateway '{Gateway}' whose lease is over can be deleted again.")]
    private partial void LogRecovery(string gateway);

    [LoggerMessage(6, LogLevel.Warning, "{Error}. The last value that was read stays in use. Correct the file; it is read at each push.")]
    private partial void LogSecret(string error);
}
