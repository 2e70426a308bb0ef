using System.Net.Http.Headers;
using System.Text;

namespace PrometheusMetrics.Pushgateway;

/// <summary>The address of a server that receives pushes, as users write it. No message repeats the part that may hold a
/// password.</summary>
internal sealed class GatewayEndpoint
{
    private const string Example = "'http://pushgateway:9091'";
    private const string NotAnAddress = $"The endpoint is not an address: write it like {Example}.";

    private GatewayEndpoint(string address, string userInfo)
    {
        Address = address;
        if (userInfo.Length > 0)
        {
            Authorization = CreateBasic(userInfo);
            WrittenPassword = userInfo.Split(':', 2) is [_, var password] ? password : null;
        }
    }

    /// <summary>The address with its path, without user name, password and trailing slashes.</summary>
    public string Address { get; }

    /// <summary>The user name and password, or null.</summary>
    public AuthenticationHeaderValue? Authorization { get; }

    /// <summary>The password as it is written, or null.</summary>
    public string? WrittenPassword { get; }

    /// <summary>Parses an endpoint. A missing scheme means http.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="addedPath">The path that is added to it, with which it must not end.</param>
    /// <exception cref="ArgumentException">It is not the address of a server; the message says what to write.</exception>
    public static GatewayEndpoint Parse(string endpoint, string addedPath)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(endpoint);
        return TryParse(endpoint.Trim(), addedPath, out var violation) ?? throw new ArgumentException(violation, nameof(endpoint));
    }

    private static GatewayEndpoint? TryParse(string text, string addedPath, out string? violation)
    {
        var hasScheme = text.Contains("://", StringComparison.Ordinal);
        if (!hasScheme && FindSchemeWithoutSlashes(text) is { } scheme)
        {
            violation = $"The endpoint begins with '{scheme}:' without two slashes: write '{scheme}://'.";
            return null;
        }

        var withScheme = hasScheme ? text : "http://" + text;
        violation = FindAuthorityViolation(withScheme.AsSpan(withScheme.IndexOf("://", StringComparison.Ordinal) + 3));
        if (violation is not null)
        {
            return null;
        }

        if (!Uri.TryCreate(withScheme, UriKind.Absolute, out var uri) || uri.Host.Length == 0)
        {
            violation = NotAnAddress;
            return null;
        }

        var address = uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/');
        violation = FindPartViolation(uri) ?? FindPathViolation(address, addedPath);
        return violation is null ? new GatewayEndpoint(address, uri.UserInfo) : null;
    }

    private static string? FindSchemeWithoutSlashes(string text) =>
        text.StartsWith("http:", StringComparison.OrdinalIgnoreCase) ? "http"
        : text.StartsWith("https:", StringComparison.OrdinalIgnoreCase) ? "https"
        : null;

    // Takes what follows the scheme. The parser would take a part of the password for the host, and the rest for a path.
    private static string? FindAuthorityViolation(ReadOnlySpan<char> rest)
    {
        var end = rest.IndexOfAny("/\\?#");
        var authority = end < 0 ? rest : rest[..end];
        if (end >= 0 && rest[end..].Contains('@'))
        {
            return "The endpoint has an '@' after the first '/', '?' or '#': escape / as %2F, ? as %3F and # as %23 in a user name or " +
                "password, and @ as %40 in a path.";
        }

        if (authority.Count('@') > 1)
        {
            return "The endpoint has more than one '@': escape @ as %40 in a user name or password.";
        }

        return authority.IsEmpty || authority[^1] is ':' or '@' ? NotAnAddress : null;
    }

    private static string? FindPartViolation(Uri uri)
    {
        if (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps)
        {
            return $"The endpoint's scheme is '{ForeignText.Escape(uri.Scheme)}': use http or https.";
        }

        return uri.Query.Length > 0 || uri.Fragment.Length > 0
            ? $"The endpoint has a query or fragment: write the gateway's address only, like {Example}."
            : null;
    }

    // Other clients want the whole address of the pushes, and every push to the doubled path would fail.
    private static string? FindPathViolation(string address, string addedPath)
    {
        var end = address.EndsWith(addedPath, StringComparison.Ordinal)
            ? address.Length - addedPath.Length
            : address.IndexOf(addedPath + "/job", StringComparison.Ordinal);
        return end >= 0
            ? $"The endpoint's path has '{addedPath}', which is added to it: write '{ForeignText.Escape(address[..end])}'."
            : null;
    }

    // Source: RFC 7617, section 2: the colon is required, even if the password is empty.
    private static AuthenticationHeaderValue CreateBasic(string userInfo)
    {
        var credentials = Uri.UnescapeDataString(userInfo.Contains(':') ? userInfo : userInfo + ":");
        return new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials)));
    }
}
