using System.Text.Json;

namespace PrometheusMetrics.Pushgateway;

/// <summary>The requests of a <see cref="PushgatewayJanitor"/>, each with a time limit.</summary>
internal sealed class PushgatewayApi
{
    private const int MaxStatusLength = 1 << 20;

    private readonly HttpClient _http;
    private readonly PushgatewayTarget _status;
    private readonly PushgatewayTarget _metrics;
    private readonly TimeSpan _timeout;
    private readonly PushgatewayClientOptions _options;

    public PushgatewayApi(HttpClient http, string endpoint, PushgatewayJanitorOptions options)
    {
        (_http, _timeout, _options) = (http, options.Timeout, options.Client);
        _status = PushgatewayTarget.ForApi(endpoint, "/api/v1/status");
        _metrics = PushgatewayTarget.ForApi(endpoint, "/api/v1/metrics");
    }

    /// <summary>Gets when the gateway was started, or null if it does not say so.</summary>
    public async Task<DateTimeOffset?> GetStartAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset? start = null;
        await GetAsync(
            _status,
            async (response, token) =>
            {
                await response.Content.LoadIntoBufferAsync(MaxStatusLength, token).ConfigureAwait(false);
                var stream = await response.Content.ReadAsStreamAsync(token).ConfigureAwait(false);
                using var status = await JsonDocument.ParseAsync(stream, default, token).ConfigureAwait(false);
                start = FindStart(status.RootElement);
            },
            cancellationToken).ConfigureAwait(false);
        return start;
    }

    /// <summary>Reads the groups.</summary>
    /// <param name="onTime">Receives the time of the gateway, before the first group.</param>
    /// <param name="onGroup">Receives each group, or null for one without a lease.</param>
    /// <param name="cancellationToken">The token that cancels the request.</param>
    public Task ReadGroupsAsync(Action<DateTimeOffset> onTime, Action<PushgatewayGroup?> onGroup, CancellationToken cancellationToken) =>
        GetAsync(
            _metrics,
            async (response, token) =>
            {
                onTime(response.Headers.Date ?? throw new PushgatewayException(
                    $"GET {_metrics} failed: the answer has no header Date, so the time of the gateway is not known."));
                var stream = await response.Content.ReadAsStreamAsync(token).ConfigureAwait(false);
                await new PushgatewayGroupReader(onGroup).ReadAsync(stream, token).ConfigureAwait(false);
            },
            cancellationToken);

    /// <summary>Deletes a group.</summary>
    public Task DeleteAsync(PushgatewayTarget group, CancellationToken cancellationToken) => LimitAsync(
        $"DELETE {group}",
        async token =>
        {
            using var client = new PushgatewayClient(_http, group, _options);
            await client.DeleteAsync(token).ConfigureAwait(false);
        },
        cancellationToken);

    private static DateTimeOffset? FindStart(JsonElement status) =>
        status.ValueKind == JsonValueKind.Object
        && status.TryGetProperty("data", out var data)
        && data.ValueKind == JsonValueKind.Object
        && data.TryGetProperty("start_time", out var start)
        && start.ValueKind == JsonValueKind.String
        && start.TryGetDateTimeOffset(out var time)
            ? time
            : null;

    private Task GetAsync(
        PushgatewayTarget target, Func<HttpResponseMessage, CancellationToken, Task> read, CancellationToken cancellationToken) =>
        LimitAsync($"GET {target}", token => new GatewayConnection(_http, target, _options).GetAsync(read, token), cancellationToken);

    private async Task LimitAsync(string what, Func<CancellationToken, Task> act, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_timeout, _options.TimeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await act(linked.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new PushgatewayException($"{what} failed: no whole answer within {_timeout}.", exception);
        }
        catch (JsonException exception)
        {
            throw new PushgatewayException(
                $"{what} failed: the answer is not that of a Pushgateway. {ForeignText.Escape(exception.Message)}", exception);
        }
    }
}
