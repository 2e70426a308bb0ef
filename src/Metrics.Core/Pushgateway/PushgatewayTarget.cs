using System.Buffers;
using System.Net.Http.Headers;
using System.Text;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Pushgateway;

/// <summary>A group of metrics in a Pushgateway, identified by job and grouping key.</summary>
/// <remarks>Values that a URL path cannot contain unchanged are encoded as base64. Source: Pushgateway, "URL".</remarks>
/// <threadsafety>Immutable, so every member may be used from any thread.</threadsafety>
public sealed class PushgatewayTarget
{
    private static readonly string[] ReservedNames = ["job", "le", "quantile"];

    /// <summary>Creates a target.</summary>
    /// <param name="endpoint">The address of the gateway, such as <c>http://pushgateway:9091</c>; a path before <c>/metrics</c> is kept,
    /// and a missing scheme means http. A user name and password in it are sent in the Authorization header and never shown.</param>
    /// <param name="job">The job; not empty.</param>
    /// <param name="groupingKey">Further labels that identify the group, such as <c>instance</c>, in any order; none by default. Values may
    /// be empty, except that of <c>instance</c>.</param>
    /// <exception cref="ArgumentException">An argument is invalid; the message says what to write.</exception>
    /// <example><code>new PushgatewayTarget("http://pushgateway:9091", "nightly-import", ("region", "eu west"));</code></example>
    public PushgatewayTarget(string endpoint, string job, params ReadOnlySpan<(string Name, string Value)> groupingKey)
    {
        var gateway = ParseEndpoint(endpoint);
        var address = gateway.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
        var path = new StringBuilder(address.TrimEnd('/'));
        if (gateway.UserInfo.Length > 0)
        {
            // Source: RFC 7617, section 2: the colon is required, even if the password is empty.
            var credentials = Uri.UnescapeDataString(gateway.UserInfo.Contains(':') ? gateway.UserInfo : gateway.UserInfo + ":");
            Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials)));
        }

        ArgumentException.ThrowIfNullOrEmpty(job);
        path.Append("/metrics");
        Append(path, "job", job);
        var last = "";
        foreach (var (name, value) in groupingKey.ToArray().OrderBy(label => label.Name, StringComparer.Ordinal))
        {
            CheckKey(name, value);
            if (name == last)
            {
                throw new ArgumentException(
                    $"The grouping key '{ForeignText.Escape(name)}' occurs twice, " +
                    "and the gateway would use only one of the two: remove one.",
                    nameof(groupingKey));
            }

            Append(path, name, value);
            last = name;
        }

        Address = new Uri(path.ToString());
    }

    /// <summary>The address of the group, without user name and password.</summary>
    public Uri Address { get; }

    internal AuthenticationHeaderValue? Authorization { get; }

    /// <inheritdoc/>
    public override string ToString() => Address.AbsoluteUri;

    private static Uri ParseEndpoint(string endpoint)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(endpoint);
        var withScheme = endpoint.Contains("://", StringComparison.Ordinal) ? endpoint : "http://" + endpoint;

        // The endpoint may hold a password, so no message repeats it.
        if (!Uri.TryCreate(withScheme.Trim(), UriKind.Absolute, out var uri) || uri.Host.Length == 0)
        {
            throw new ArgumentException("The endpoint is not an address: write it like 'http://pushgateway:9091'.", nameof(endpoint));
        }

        if (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps)
        {
            throw new ArgumentException(
                $"The endpoint's scheme is '{ForeignText.Escape(uri.Scheme)}': use http or https.", nameof(endpoint));
        }

        return uri.Query.Length == 0 && uri.Fragment.Length == 0
            ? uri
            : throw new ArgumentException(
                "The endpoint has a query or fragment: write the gateway's address only, like 'http://pushgateway:9091'.",
                nameof(endpoint));
    }

    private static void CheckKey(string name, string value)
    {
        if (!NamingRules.IsLabelName(name) || ReservedNames.Contains(name))
        {
            throw new ArgumentException(
                $"'{ForeignText.Escape(name)}' can't be part of a grouping key: " +
                "use a label name of letters, digits and '_' that does not begin with a digit or '__', other than " +
                $"{string.Join(", ", ReservedNames)}.",
                nameof(name));
        }

        if (value is null)
        {
            var key = ForeignText.Escape(name);
            throw new ArgumentNullException(key, $"The value of the grouping key '{key}' is null: set a value, or leave the key out.");
        }

        if (name == "instance" && value.Length == 0)
        {
            throw new ArgumentException(
                "The grouping key 'instance' is empty, which conflicts with the same key without it and makes the gateway fail: " +
                "remove it or set a value.",
                nameof(value));
        }
    }

    private static void Append(StringBuilder path, string name, string value)
    {
        if (HasUnpairedSurrogate(value))
        {
            throw new ArgumentException(
                $"The value of '{ForeignText.Escape(name)}' has an unpaired surrogate, " +
                "so it is not valid Unicode and makes the gateway fail: remove it.",
                nameof(value));
        }

        path.Append('/').Append(name);
        if (IsPlain(value))
        {
            path.Append('/').Append(value);
        }
        else
        {
            path.Append("@base64/").Append(value.Length == 0 ? "=" : Base64Url(value));
        }
    }

    private static string Base64Url(string value) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(value)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    // Clients and servers remove dot segments, and any other character outside this set needs percent-encoding, which a proxy may decode.
    private static bool IsPlain(string value) =>
        value is not ("" or "." or "..") && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '~' or '-');

    private static bool HasUnpairedSurrogate(ReadOnlySpan<char> value)
    {
        while (!value.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(value, out _, out var consumed) != OperationStatus.Done)
            {
                return true;
            }

            value = value[consumed..];
        }

        return false;
    }
}
