using PrometheusMetrics.Collection;
using PrometheusMetrics.Export;
using PrometheusMetrics.Exposition;

namespace PrometheusMetrics.Pushgateway;

/// <summary>Pushes metrics to one group of a Pushgateway.</summary>
/// <remarks>
/// <para>Use a Pushgateway for batch jobs that may end before a scrape, and have long-running services scraped. The gateway keeps pushed
/// metrics until they are replaced or deleted.</para>
/// <para>A push is checked before it is sent: a family that the gateway would change or that would make it fail is an error. The body is
/// written while it is sent, in parts of about 64 kB, so that its size does not matter. The families of a source that is not a
/// <see cref="MetricRegistry"/> are checked while they are sent; a body that breaks off is not stored.</para>
/// </remarks>
/// <threadsafety>Every member may be called from any thread at any time. Pushes to one group replace each other, so await one before you
/// start the next.</threadsafety>
public sealed class PushgatewayClient : IDisposable
{
    internal const int MaxAddressLength = 1000;

    private readonly HttpClient _http;
    private readonly bool _ownsHttp;
    private readonly GatewayConnection _connection;
    private readonly ExpositionFormat _format;
    private readonly BodyCompression _compression;

    /// <summary>Creates a client with its own connections, which are renewed every two minutes, so that a change of the gateway's address
    /// is noticed.</summary>
    /// <param name="target">The group to push to.</param>
    /// <param name="options">Additional options, or null for the defaults.</param>
    /// <exception cref="ArgumentException">The target does not support the options.</exception>
    public PushgatewayClient(PushgatewayTarget target, PushgatewayClientOptions? options = null)
        : this(new HttpClient(CreateHandler()), target, options) => _ownsHttp = true;

    /// <summary>Creates a client that uses an existing <see cref="HttpClient"/>, for your own TLS, proxy or authentication. The
    /// existing one is not disposed with this client.</summary>
    /// <param name="http">The HTTP client. It should not follow redirects: a redirected push fails, because the address is wrong. A
    /// handler that changes the address of the request must restore <see cref="HttpRequestMessage.RequestUri"/> before it returns the
    /// response, because a successful response from another address counts as a redirect.</param>
    /// <param name="target">The group to push to.</param>
    /// <param name="options">Additional options, or null for the defaults.</param>
    /// <exception cref="ArgumentException">The target does not support the options.</exception>
    public PushgatewayClient(HttpClient http, PushgatewayTarget target, PushgatewayClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(target);
        options ??= new PushgatewayClientOptions();
        _http = http;
        _connection = new GatewayConnection(http, target, options);
        _format = GetFormat(target, options.Format);
        _compression = options.Compression;
        Target = target;
    }

    /// <summary>The group to push to.</summary>
    public PushgatewayTarget Target { get; }

    /// <summary>Replaces the whole group (PUT). VictoriaMetrics has no groups and gets a POST.</summary>
    /// <param name="source">The metrics to push.</param>
    /// <param name="cancellationToken">The token that cancels the push.</param>
    /// <returns>A task with the number of series and bytes that the gateway has accepted.</returns>
    /// <exception cref="PushgatewayException">The gateway rejected the request or could not be reached, or must not get one of the
    /// families.</exception>
    /// <exception cref="CollectionFailedException">A collector failed and <c>FailOnCollectorError</c> is set. Nothing was sent.</exception>
    /// <exception cref="PushgatewayCanceledException">The token was cancelled. The exception shows whether the gateway may store the
    /// metrics nevertheless.</exception>
    public Task<PushResult> PushAsync(IMetricSource source, CancellationToken cancellationToken = default) =>
        PushAsync(Target.HasGroups ? HttpMethod.Put : HttpMethod.Post, source, cancellationToken);

    /// <summary>Replaces the metrics of the same names in the group and keeps the others (POST).</summary>
    /// <param name="source">The metrics to push.</param>
    /// <param name="cancellationToken">The token that cancels the push.</param>
    /// <returns>A task with the number of series and bytes that the gateway has accepted.</returns>
    /// <exception cref="PushgatewayException">The gateway rejected the request or could not be reached, or must not get one of the
    /// families.</exception>
    /// <exception cref="CollectionFailedException">A collector failed and <c>FailOnCollectorError</c> is set. Nothing was sent.</exception>
    /// <exception cref="PushgatewayCanceledException">The token was cancelled. The exception shows whether the gateway may store the
    /// metrics nevertheless.</exception>
    public Task<PushResult> PushAddAsync(IMetricSource source, CancellationToken cancellationToken = default) =>
        PushAsync(HttpMethod.Post, source, cancellationToken);

    /// <summary>Deletes the group (DELETE). It is not an error if the group does not exist.</summary>
    /// <param name="cancellationToken">The token that cancels the request.</param>
    /// <returns>A task that ends when the gateway has accepted the request. It may still show the group for a moment.</returns>
    /// <exception cref="NotSupportedException">The target is VictoriaMetrics.</exception>
    /// <exception cref="PushgatewayException">The gateway rejected the request or could not be reached.</exception>
    /// <exception cref="PushgatewayCanceledException">The token was cancelled.</exception>
    public Task DeleteAsync(CancellationToken cancellationToken = default) =>
        Target.HasGroups
            ? _connection.SendAsync(HttpMethod.Delete, content: null, cancellationToken)
            : Task.FromException(new NotSupportedException(
                "VictoriaMetrics has no groups that could be deleted: use its own API to delete series, or let its retention do so."));

    /// <summary>Closes the connections if this client created them.</summary>
    public void Dispose()
    {
        if (_ownsHttp)
        {
            _http.Dispose();
        }
    }

    /// <summary>Creates the handler of a client with its own connections.</summary>
    internal static SocketsHttpHandler CreateHandler() =>
        new() { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(2) };

    private static ExpositionFormat GetFormat(PushgatewayTarget target, PushFormat format) => (format, target) switch
    {
        (PushFormat.Text, { NameValidation: NameValidation.Legacy }) => ExpositionFormat.PushedText,
        (PushFormat.Text, _) => ExpositionFormat.PushedUtf8Text,
        (_, { HasGroups: false }) => throw new ArgumentException("VictoriaMetrics reads only text: set Format to Text.", nameof(format)),
        (_, { NameValidation: NameValidation.Legacy }) => ExpositionFormat.PushedProtobuf,
        _ => throw new ArgumentException(
            "UTF-8 names are only pushed as text: a gateway that does not support them accepts them in protobuf, and then fails every " +
            "scrape. Set Format to Text, or create the target without NameValidation.Utf8.",
            nameof(format)),
    };

    /// <summary>Creates the request for a collection of which a push is to be made, as the client itself makes it.</summary>
    internal CollectionRequest CreateRequest(CancellationToken cancellationToken) =>
        new() { Escaping = _format.Escaping, Deadline = _connection.Deadline, CancellationToken = cancellationToken };

    private async Task<PushResult> PushAsync(HttpMethod method, IMetricSource source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);

        // The collection starts before the request, so that nothing is sent if it fails. A source that has an earlier deadline, such as
        // that of a host's push service, passes the earlier one to its collectors.
        var collection = new PushedCollection(source, Target, _format, _compression, _connection.Deadline);
        using var content = await CollectAsync(collection, cancellationToken).ConfigureAwait(false);
        await _connection.SendAsync(method, content, cancellationToken).ConfigureAwait(false);
        return content.Result;
    }

    private async Task<MetricContent> CollectAsync(PushedCollection collection, CancellationToken cancellationToken)
    {
        try
        {
            return await MetricContent.CreateAsync(collection, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new PushgatewayCanceledException(
                $"The push to {ForeignText.Escape(Target.ToString(), MaxAddressLength)} was cancelled before it was sent.",
                exception,
                cancellationToken);
        }
    }
}
