using System.Text;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Pushgateway;

/// <summary>Pushes metrics to one group of a Pushgateway.</summary>
/// <remarks>A Pushgateway is for batch jobs that no scrape would meet; it keeps what it got until it is replaced or deleted. A service that lives longer
/// is better scraped. Pushes are text 0.0.4, which every version of the gateway understands.</remarks>
/// <threadsafety>Every member may be called from any thread at any time. Pushes to one group replace each other, so await one before the next.</threadsafety>
public sealed class PushgatewayClient : IDisposable
{
    private const int MaxAnswer = 4096;

    private readonly HttpClient _http;
    private readonly bool _ownsHttp;

    /// <summary>Makes a client with connections of its own.</summary>
    /// <param name="target">Where pushes go.</param>
    public PushgatewayClient(PushgatewayTarget target)
        : this(new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }), target) => _ownsHttp = true;

    /// <summary>Makes a client that uses somebody else's connections: for TLS, proxies and authentication of your own.</summary>
    /// <param name="http">How to reach the gateway. It should not follow redirects: a redirected push is a wrong address.</param>
    /// <param name="target">Where pushes go.</param>
    public PushgatewayClient(HttpClient http, PushgatewayTarget target)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(target);
        _http = http;
        Target = target;
    }

    /// <summary>Where pushes go.</summary>
    public PushgatewayTarget Target { get; }

    /// <summary>Replaces the whole group (PUT).</summary>
    /// <param name="source">What to push.</param>
    /// <param name="cancellationToken">Cancels the push.</param>
    /// <exception cref="PushgatewayException">The gateway refused or could not be reached.</exception>
    /// <exception cref="CollectionFailedException">A collector failed, and the source is set up to give nothing then. Nothing was sent.</exception>
    public Task PushAsync(IMetricSource source, CancellationToken cancellationToken = default) => SendAsync(HttpMethod.Put, source, cancellationToken);

    /// <summary>Replaces the metrics of the same names in the group and leaves the others (POST).</summary>
    /// <param name="source">What to push.</param>
    /// <param name="cancellationToken">Cancels the push.</param>
    /// <exception cref="PushgatewayException">The gateway refused or could not be reached.</exception>
    /// <exception cref="CollectionFailedException">A collector failed, and the source is set up to give nothing then. Nothing was sent.</exception>
    public Task PushAddAsync(IMetricSource source, CancellationToken cancellationToken = default) => SendAsync(HttpMethod.Post, source, cancellationToken);

    /// <summary>Deletes the group (DELETE); no error if there is none.</summary>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="PushgatewayException">The gateway refused or could not be reached.</exception>
    public Task DeleteAsync(CancellationToken cancellationToken = default) => SendAsync(HttpMethod.Delete, content: null, cancellationToken);

    /// <summary>Closes the connections if they are the client's own.</summary>
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

        // The collection begins before the request, so that nothing is sent if it fails.
        using var content = new MetricContent(source, new() { Deadline = Deadline(), CancellationToken = cancellationToken });
        await SendAsync(method, content, cancellationToken).ConfigureAwait(false);
    }

    // A source that knows of an earlier end, as that of a host's pushes does, tells its collectors the earlier one.
    private DateTimeOffset? Deadline() => _http.Timeout == Timeout.InfiniteTimeSpan ? null : TimeProvider.System.GetUtcNow() + _http.Timeout;

    private async Task SendAsync(HttpMethod method, HttpContent? content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, Target.Address) { Content = content };
        request.Headers.Authorization = Target.Authorization;
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            await CheckAsync(method, response, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw new PushgatewayException($"{method} {Target} failed: {Words(exception)}", exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new PushgatewayException($"{method} {Target} failed: {(_http.Timeout == Timeout.InfiniteTimeSpan ? "it was cancelled on its way" : $"no answer within {_http.Timeout}")}.", exception);
        }
    }

    private async Task CheckAsync(HttpMethod method, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var wentTo = response.RequestMessage?.RequestUri;
        if (response.IsSuccessStatusCode && (wentTo is null || wentTo == Target.Address))
        {
            return;
        }

        var location = response.Headers.Location ?? (response.IsSuccessStatusCode ? wentTo : null);
        var words = location is null
            ? await ReadAnswerAsync(response, cancellationToken).ConfigureAwait(false)
            : $"it redirects to {WithoutCredentials(new Uri(Target.Address, location))}; check the endpoint";
        throw new PushgatewayException($"{method} {Target} failed: {(int)response.StatusCode} {response.ReasonPhrase}: {words}") { StatusCode = response.StatusCode };
    }

    // What went wrong with TLS or a socket stands in the inner exceptions only.
    private static string Words(Exception exception)
    {
        var words = exception.Message;
        for (var inner = exception.InnerException; inner is not null; inner = inner.InnerException)
        {
            words += words.Contains(inner.Message, StringComparison.Ordinal) ? "" : " " + inner.Message;
        }

        return words;
    }

    private static string WithoutCredentials(Uri location) => location.GetComponents(UriComponents.HttpRequestUrl, UriFormat.UriEscaped);

    private async Task<string> ReadAnswerAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        // The client's own limit ends with the head of an answer.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_http.Timeout);
        var answer = new byte[MaxAnswer];
        var length = 0;
        try
        {
            var stream = await response.Content.ReadAsStreamAsync(limit.Token).ConfigureAwait(false);
            int read;
            do
            {
                read = await stream.ReadAsync(answer.AsMemory(length), limit.Token).ConfigureAwait(false);
                length += read;
            }
            while (read > 0 && length < answer.Length);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            // The status has been said already; of the words there are as many as came.
        }

        return Encoding.UTF8.GetString(answer, 0, length).Trim();
    }
}
