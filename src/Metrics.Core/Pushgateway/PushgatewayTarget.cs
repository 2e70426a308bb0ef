using System.Net.Http.Headers;

namespace PrometheusMetrics.Pushgateway;

/// <summary>A group of metrics in a Pushgateway, identified by job and grouping key, or a VictoriaMetrics server and the labels that pushes
/// to it add.</summary>
/// <remarks>Values that a URL path cannot contain unchanged are encoded as base64. Source: Pushgateway, "URL". Keep a target as long as you
/// push to it: it remembers whether the server supports <c>Expect: 100-continue</c>.</remarks>
/// <threadsafety>Every member may be used from any thread.</threadsafety>
public sealed class PushgatewayTarget
{
    private volatile bool _ignoresExpect;

    /// <summary>Creates a target.</summary>
    /// <param name="endpoint">The address of the gateway, such as <c>http://pushgateway:9091</c>; a path before <c>/metrics</c> is kept,
    /// and a missing scheme means http. A user name and password in it are sent in the Authorization header and never shown.</param>
    /// <param name="job">The job; not empty.</param>
    /// <param name="groupingKey">Further labels that identify the group, such as <c>instance</c>, in any order; none by default. Values may
    /// be empty, except that of <c>instance</c>.</param>
    /// <exception cref="ArgumentException">An argument is invalid; the message says what to write.</exception>
    /// <example><code>new PushgatewayTarget("http://pushgateway:9091", "nightly-import", ("region", "eu west"));</code></example>
    public PushgatewayTarget(string endpoint, string job, params ReadOnlySpan<(string Name, string Value)> groupingKey)
        : this(endpoint, job, NameValidation.Legacy, groupingKey)
    {
    }

    /// <summary>Creates a target at a gateway that accepts certain names.</summary>
    /// <param name="endpoint">The address of the gateway, as in the other constructor.</param>
    /// <param name="job">The job; not empty.</param>
    /// <param name="nameValidation">The names that the gateway accepts. <see cref="NameValidation.Utf8"/> is for gateways from 1.11 on that
    /// run with <c>--push.enable-utf8-names</c>: the names in pushes stay as they are. Otherwise underscores replace illegal
    /// characters.</param>
    /// <param name="groupingKey">Further labels that identify the group, as in the other constructor.</param>
    /// <exception cref="ArgumentException">An argument is invalid; the message says what to write.</exception>
    public PushgatewayTarget(
        string endpoint, string job, NameValidation nameValidation, params ReadOnlySpan<(string Name, string Value)> groupingKey)
    {
        if (!Enum.IsDefined(nameValidation))
        {
            throw new ArgumentOutOfRangeException(
                nameof(nameValidation), nameValidation, "NameValidation must be Legacy or Utf8: it says which names the gateway accepts.");
        }

        const string AddedPath = "/metrics";
        var gateway = GatewayEndpoint.Parse(endpoint, AddedPath);
        var key = new GroupingKey(job, groupingKey, nameValidation);
        Address = new Uri(gateway.Address + AddedPath + key.ToPath());
        Authorization = gateway.Authorization;
        WrittenPassword = gateway.WrittenPassword;
        NameValidation = nameValidation;
        KeyNames = key.Names;
        HasGroups = true;
    }

    private PushgatewayTarget(GatewayEndpoint server, string address, GroupingKey key)
    {
        Address = new Uri(address);
        Authorization = server.Authorization;
        WrittenPassword = server.WrittenPassword;
        KeyNames = key.Names;
    }

    /// <summary>The address of the pushes, without user name and password.</summary>
    public Uri Address { get; }

    internal AuthenticationHeaderValue? Authorization { get; }

    /// <summary>The password as it is written in the endpoint, or null.</summary>
    internal string? WrittenPassword { get; }

    /// <summary>The names that the server accepts.</summary>
    internal NameValidation NameValidation { get; }

    /// <summary>The names of the labels that the server sets on every series, <c>job</c> included.</summary>
    internal IReadOnlyList<string> KeyNames { get; }

    /// <summary>Whether the server keeps groups, which can be replaced and deleted.</summary>
    internal bool HasGroups { get; }

    /// <summary>Whether the server was seen to reject or to ignore <c>Expect: 100-continue</c>.</summary>
    internal bool IgnoresExpect
    {
        get => _ignoresExpect;
        set => _ignoresExpect = value;
    }

    /// <summary>Creates a target for VictoriaMetrics. Every push is a POST of samples to <c>/api/v1/import/prometheus</c>, with the time of
    /// the server. There are no groups, so nothing is replaced, and nothing can be deleted.</summary>
    /// <param name="endpoint">The address of the server, such as <c>http://victoriametrics:8428</c>; a path before <c>/api</c> is kept,
    /// such as that of a tenant. A user name and password in it are sent in the Authorization header and never shown.</param>
    /// <param name="job">The value of the label <c>job</c>; not empty.</param>
    /// <param name="groupingKey">Further labels of every series, such as <c>instance</c>; none by default.</param>
    /// <returns>The target.</returns>
    /// <exception cref="ArgumentException">An argument is invalid; the message says what to write.</exception>
    public static PushgatewayTarget ForVictoriaMetrics(
        string endpoint, string job, params ReadOnlySpan<(string Name, string Value)> groupingKey)
    {
        const string AddedPath = "/api/v1/import/prometheus";
        var server = GatewayEndpoint.Parse(endpoint, AddedPath);
        var key = new GroupingKey(job, groupingKey, NameValidation.Legacy);
        return new PushgatewayTarget(server, server.Address + AddedPath + key.ToQuery(), key);
    }

    /// <summary>Creates a target for a request to the API of a Pushgateway.</summary>
    /// <param name="endpoint">The address of the gateway.</param>
    /// <param name="path">The path of the request, such as <c>/api/v1/metrics</c>.</param>
    /// <exception cref="ArgumentException">The endpoint is invalid; the message says what to write.</exception>
    internal static PushgatewayTarget ForApi(string endpoint, string path)
    {
        var gateway = GatewayEndpoint.Parse(endpoint, "/metrics");
        return new PushgatewayTarget(gateway, gateway.Address + path, new GroupingKey("any", [], NameValidation.Legacy));
    }

    /// <inheritdoc/>
    public override string ToString() => Address.AbsoluteUri;
}
