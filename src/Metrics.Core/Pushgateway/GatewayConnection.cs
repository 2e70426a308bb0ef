using System.Net;

namespace PrometheusMetrics.Pushgateway;

/// <summary>Sends the requests of a client, and turns every outcome but success into an exception.</summary>
internal sealed class GatewayConnection
{
    private const int MaxErrorLength = 1000;

    private const string WebPage =
        "the answer is a web page, so the address is not that of a Pushgateway or VictoriaMetrics, but of something else, such as a " +
        "proxy or a login page; check the endpoint, and the credentials that a proxy wants";

    // HttpClient waits for one second, by default, until it sends the body to a server that ignores the header.
    private static readonly TimeSpan ExpectPatience = TimeSpan.FromSeconds(0.9);

    private readonly HttpClient _http;
    private readonly PushgatewayTarget _target;
    private readonly PushgatewayClientOptions _options;
    private readonly TimeProvider _timeProvider;

    public GatewayConnection(HttpClient http, PushgatewayTarget target, PushgatewayClientOptions options)
    {
        _http = http;
        _target = target;
        _options = options;
        _timeProvider = options.TimeProvider;
    }

    /// <summary>The end of the time limit of a request that begins now, or null.</summary>
    public DateTimeOffset? Deadline =>
        _http.Timeout == Timeout.InfiniteTimeSpan ? null : _timeProvider.GetUtcNow() + _http.Timeout;

    private Secrets Secrets => new(
        _options.Authorization ?? _target.Authorization ?? _http.DefaultRequestHeaders.Authorization,
        _options.Headers,
        _target.WrittenPassword);

    /// <summary>Sends a request.</summary>
    /// <exception cref="PushgatewayException">The server did not execute it, or it is not known whether it did.</exception>
    /// <exception cref="PushgatewayCanceledException">The token was cancelled.</exception>
    public Task SendAsync(HttpMethod method, MetricContent? content, CancellationToken cancellationToken) =>
        SendAsync(method, content, static (_, _) => Task.CompletedTask, cancellationToken);

    /// <summary>Sends a GET request, and reads its answer while it arrives.</summary>
    /// <exception cref="PushgatewayException">The server rejected it or could not be reached.</exception>
    /// <exception cref="PushgatewayCanceledException">The token was cancelled.</exception>
    public Task GetAsync(Func<HttpResponseMessage, CancellationToken, Task> read, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, content: null, read, cancellationToken);

    private async Task SendAsync(
        HttpMethod method,
        MetricContent? content,
        Func<HttpResponseMessage, CancellationToken, Task> read,
        CancellationToken cancellationToken)
    {
        try
        {
            using var response = await SendAsync(method, content, ExpectsContinue(content), cancellationToken).ConfigureAwait(false);
            await CheckAsync(method, content, response, cancellationToken).ConfigureAwait(false);
            await read(response, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (
            exception is HttpRequestException or IOException or InvalidDataException || IsOfHandler(exception, content))
        {
            throw Failure(method, DescribeError(exception), MayBeExecuted(content, exception), exception);
        }
        catch (OperationCanceledException exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new PushgatewayCanceledException($"{Describe(method)} was cancelled.", CauseWithoutSecrets(exception), cancellationToken)
            {
                IsUncertain = MayBeExecuted(content, exception),
            };
        }
        catch (OperationCanceledException exception)
        {
            throw Failure(method, DescribeCancellation(exception), MayBeExecuted(content, exception), exception);
        }
    }

    // A server or proxy that rejects a long body closes the connection while it is sent, and its answer would be lost. A short body is sent
    // with the head, and the setting of the caller's client is kept.
    private bool ExpectsContinue(MetricContent? content) =>
        content is { IsLong: true } && !_target.IgnoresExpect && _http.DefaultRequestHeaders.ExpectContinue is null;

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, MetricContent? content, bool expectsContinue, CancellationToken cancellationToken)
    {
        // Not disposed, because that would dispose the content, which belongs to the caller and may be sent again.
        var request = new HttpRequestMessage(method, _target.Address) { Content = content };
        request.Headers.Authorization = _options.Authorization ?? _target.Authorization;
        RequestHeaders.Set(request, _options.Headers);
        if (expectsContinue)
        {
            request.Headers.ExpectContinue = true;
            RememberIfIgnored(content!);
        }

        var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        if (!expectsContinue || response.StatusCode != HttpStatusCode.ExpectationFailed)
        {
            return response;
        }

        response.Dispose();
        _target.IgnoresExpect = true;
        return await SendAsync(method, content, expectsContinue: false, cancellationToken).ConfigureAwait(false);
    }

    // A slow connection may look like a server that ignores the header. Then only the answer to a rejected body may be lost.
    private void RememberIfIgnored(MetricContent content)
    {
        var began = _timeProvider.GetTimestamp();
        content.Sending = () =>
        {
            content.Sending = null;
            if (_timeProvider.GetElapsedTime(began) >= ExpectPatience)
            {
                _target.IgnoresExpect = true;
            }
        };
    }

    private async Task CheckAsync(
        HttpMethod method, MetricContent? content, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var finalAddress = response.RequestMessage?.RequestUri ?? _target.Address;
        var isRedirected = finalAddress != _target.Address;
        var isWebPage = GatewayAnswer.IsWebPage(response);
        if (response.IsSuccessStatusCode && !isRedirected && !isWebPage)
        {
            CheckComplete(method, content, response);
            return;
        }

        var location = response.Headers.Location ?? (response.IsSuccessStatusCode && isRedirected ? finalAddress : null);
        var words = location is not null ? $"it redirects to {DescribeLocation(location)}; check the endpoint"
            : response.IsSuccessStatusCode ? WebPage
            : ToLine(await GatewayAnswer.ReadAsync(response, _timeProvider, cancellationToken).ConfigureAwait(false));

        // HTTP/2 has no reason phrases.
        var phrase = string.IsNullOrEmpty(response.ReasonPhrase) ? "" : " " + ToLine(response.ReasonPhrase);
        throw new PushgatewayException(
            $"{Describe(method)} failed: {(int)response.StatusCode}{phrase}{(words.Length == 0 ? "" : ": " + words)}")
        {
            StatusCode = response.StatusCode,

            // A proxy that has waited for the server in vain does not know whether the server has executed the request. A redirect that
            // the caller's client has followed with the same method was executed elsewhere. No gateway is behind a web page.
            IsUncertain = content is null or { MayBeComplete: true }
                && (response.StatusCode == HttpStatusCode.GatewayTimeout
                    || (response.IsSuccessStatusCode && !isWebPage && response.RequestMessage?.Method == method)),
        };
    }

    // HTTP/2, or a handler of the caller's client, can answer before the end of the body, of which the server then has only a part.
    private void CheckComplete(HttpMethod method, MetricContent? content, HttpResponseMessage response)
    {
        if (content is { IsLong: true, MayBeComplete: false })
        {
            throw new PushgatewayException($"{Describe(method)} failed: {(int)response.StatusCode} arrived before the whole body was sent.")
            {
                StatusCode = response.StatusCode,
                IsUncertain = true,
            };
        }
    }

    // A handler of the caller's client may throw anything after the body was sent, such as an exception for a time limit of its own.
    private static bool IsOfHandler(Exception exception, MetricContent? content) =>
        content is { MayBeComplete: true } && exception is not (OperationCanceledException or PushgatewayException);

    // A handler may throw the answer. For a request without a body only that, or a failure to connect, shows that it was not executed.
    private static bool MayBeExecuted(MetricContent? content, Exception exception) =>
        exception is not HttpRequestException { StatusCode: not (null or HttpStatusCode.GatewayTimeout) }
        && (content?.MayBeComplete
            ?? exception is not HttpRequestException
            {
                HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
                    or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
            });

    private string Describe(HttpMethod method) => $"{method} {ForeignText.Escape(_target.ToString(), PushgatewayClient.MaxAddressLength)}";

    // The query and the user name of a redirect to a login page may be secrets.
    private string DescribeLocation(Uri location) =>
        Uri.TryCreate(_target.Address, location, out var address)
            ? ForeignText.Escape(
                Secrets.RemoveFrom(address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)),
                PushgatewayClient.MaxAddressLength)
            : "an illegal address";

    private string ToLine(string words) => GatewayAnswer.ToLine(Secrets.RemoveFrom(words), GatewayAnswer.MaxLength);

    // A handler has time limits of its own, such as one for a connection, and tells them as the client tells its limit.
    private string DescribeCancellation(OperationCanceledException exception) => exception.InnerException switch
    {
        TimeoutException limit when !exception.Message.Contains("HttpClient.Timeout", StringComparison.Ordinal) => DescribeError(limit),
        _ when _http.Timeout == Timeout.InfiniteTimeSpan => "the request was cancelled.",
        _ => $"no response within {_http.Timeout}.",
    };

    // The cause of a TLS or socket error is only in the inner exceptions.
    private string DescribeError(Exception exception)
    {
        var description = exception.Message;
        for (var inner = exception.InnerException; inner is not null; inner = inner.InnerException)
        {
            description += description.Contains(inner.Message, StringComparison.Ordinal) ? "" : " " + inner.Message;
        }

        return GatewayAnswer.ToLine(Secrets.RemoveFrom(description), MaxErrorLength);
    }

    private PushgatewayException Failure(HttpMethod method, string reason, bool isUncertain, Exception cause)
    {
        var message = $"{Describe(method)} failed: {reason}";
        var status = (cause as HttpRequestException)?.StatusCode;
        return CauseWithoutSecrets(cause) is { } shown
            ? new PushgatewayException(message, shown) { StatusCode = status, IsUncertain = isUncertain }
            : new PushgatewayException(message) { StatusCode = status, IsUncertain = isUncertain };
    }

    private Exception? CauseWithoutSecrets(Exception cause) => Secrets.AreIn(cause.ToString()) ? null : cause;
}
