using System.Text;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Pushgateway;

/// <summary>Pushes metrics to one group of a Pushgateway.</summary>
/// <remarks>Use a Pushgateway for batch jobs that may end before a scrape, and have long-running services scraped. The gateway keeps pushed
/// metrics until they are replaced or deleted. Pushes are in text format 0.0.4, which every version of the gateway supports.</remarks>
/// <threadsafety>Every member may be called from any thread at any time. Pushes to one group replace each other, so await one before you
/// start the next.</threadsafety>
public sealed class PushgatewayClient : IDisposable
{
    private const int MaxReasonLength = 4096;
    private const int MaxAddressLength = 1000;

    private readonly HttpClient _http;
    private readonly bool _ownsHttp;

    /// <summary>Creates a client with its own connections.</summary>
    /// <param name="target">The group to push to.</param>
    public PushgatewayClient(PushgatewayTarget target)
        : this(new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }), target) => _ownsHttp = true;

    /// <summary>Creates a client that uses an existing <see cref="HttpClient"/>, for your own TLS, proxy or authentication. The
    /// existing one is not disposed with this client.</summary>
    /// <param name="http">The HTTP client. It should not follow redirects: a redirected push fails, because the address is wrong.</param>
    /// <param name="target">The group to push to.</param>
    public PushgatewayClient(HttpClient http, PushgatewayTarget target)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(target);
        _http = http;
        Target = target;
    }

    /// <summary>The group to push to.</summary>
    public PushgatewayTarget Target { get; }

    /// <summary>Replaces the whole group (PUT).</summary>
    /// <param name="source">The metrics to push.</param>
    /// <param name="cancellationToken">The token that cancels the push.</param>
    /// <exception cref="PushgatewayException">The gateway rejected the request or could not be reached.</exception>
    /// <exception cref="CollectionFailedException">A collector failed and <c>FailOnCollectorError</c> is set. Nothing was sent.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Task PushAsync(IMetricSource source, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Put, source, cancellationToken);

    /// <summary>Replaces the metrics of the same names in the group and keeps the others (POST).</summary>
    /// <param name="source">The metrics to push.</param>
    /// <param name="cancellationToken">The token that cancels the push.</param>
    /// <exception cref="PushgatewayException">The gateway rejected the request or could not be reached.</exception>
    /// <exception cref="CollectionFailedException">A collector failed and <c>FailOnCollectorError</c> is set. Nothing was sent.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Task PushAddAsync(IMetricSource source, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Post, source, cancellationToken);

    /// <summary>Deletes the group (DELETE). It is not an error if the group does not exist.</summary>
    /// <param name="cancellationToken">The token that cancels the request.</param>
    /// <exception cref="PushgatewayException">The gateway rejected the request or could not be reached.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Task DeleteAsync(CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Delete, content: null, cancellationToken);

    /// <summary>Closes the connections if this client created them.</summary>
    public void Dispose()
    {
        if (_ownsHttp)
        {
            _http.Dispose();
        }
    }

    private async Task SendAsync(HttpMethod method, IMetricSource source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);

        // The collection starts before the request, so that nothing is sent if it fails.
        var collection = new CollectionRequest { Deadline = Deadline(), CancellationToken = cancellationToken };
        using var content = await MetricContent.CreateAsync(source, collection).ConfigureAwait(false);
        await SendAsync(method, content, cancellationToken).ConfigureAwait(false);
    }

    // A source that has an earlier deadline, such as that of a host's push service, passes the earlier one to its collectors.
    private DateTimeOffset? Deadline() =>
        _http.Timeout == Timeout.InfiniteTimeSpan ? null : TimeProvider.System.GetUtcNow() + _http.Timeout;

    private async Task SendAsync(HttpMethod method, HttpContent? content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, Target.Address) { Content = content };
        request.Headers.Authorization = Target.Authorization;
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
                .ConfigureAwait(false);
            await CheckAsync(method, response, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw new PushgatewayException($"{Describe(method)} failed: {DescribeError(exception)}", exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            var reason = _http.Timeout == Timeout.InfiniteTimeSpan ? "the request was cancelled" : $"no response within {_http.Timeout}";
            throw new PushgatewayException($"{Describe(method)} failed: {reason}.", exception);
        }
    }

    private string Describe(HttpMethod method) => $"{method} {Shorten(Target.ToString())}";

    private async Task CheckAsync(HttpMethod method, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var finalAddress = response.RequestMessage?.RequestUri;
        if (response.IsSuccessStatusCode && (finalAddress is null || finalAddress == Target.Address))
        {
            return;
        }

        var location = response.Headers.Location ?? (response.IsSuccessStatusCode ? finalAddress : null);
        var reason = location is null
            ? await ReadReasonAsync(response, cancellationToken).ConfigureAwait(false)
            : $"it redirects to {Shorten(WithoutCredentials(new Uri(Target.Address, location)))}; check the endpoint";

        // HTTP/2 has no reason phrases.
        var phrase = string.IsNullOrEmpty(response.ReasonPhrase) ? "" : " " + ForeignText.Escape(response.ReasonPhrase);
        var status = $"{(int)response.StatusCode}{phrase}";
        throw new PushgatewayException($"{Describe(method)} failed: {status}: {reason}")
        {
            StatusCode = response.StatusCode,
        };
    }

    private static string Shorten(string address) => ForeignText.Escape(address, MaxAddressLength);

    // The cause of a TLS or socket error is only in the inner exceptions.
    private static string DescribeError(Exception exception)
    {
        var description = exception.Message;
        for (var inner = exception.InnerException; inner is not null; inner = inner.InnerException)
        {
            description += description.Contains(inner.Message, StringComparison.Ordinal) ? "" : " " + inner.Message;
        }

        return ForeignText.Escape(description, MaxReasonLength);
    }

    private static string WithoutCredentials(Uri location) => location.GetComponents(UriComponents.HttpRequestUrl, UriFormat.UriEscaped);

    private async Task<string> ReadReasonAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        // HttpClient.Timeout ends with the headers of a response, which are read already.
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(_http.Timeout);
        var reason = new byte[MaxReasonLength];
        var length = 0;
        try
        {
            var stream = await response.Content.ReadAsStreamAsync(timeout.Token).ConfigureAwait(false);
            int read;
            do
            {
                read = await stream.ReadAsync(reason.AsMemory(length), timeout.Token).ConfigureAwait(false);
                length += read;
            }
            while (read > 0 && length < reason.Length);
        }
        catch (Exception exception) when (
            exception is IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            // The status is known, and a part of the body is a better reason than none.
        }

        return ForeignText.Escape(Encoding.UTF8.GetString(reason, 0, length).Trim(), MaxReasonLength);
    }
}
