using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;

namespace PrometheusMetrics.Pushgateway;

/// <summary>The credentials of a request, which must not appear in a message, although a server or a handler may repeat them.</summary>
internal sealed class Secrets
{
    private const string Replacement = "***";

    // Shorter ones would be found in ordinary words, and their removal would show them.
    private const int MinLength = 4;

    private readonly List<Secret> _secrets = [];

    /// <param name="authorization">The credentials, or null.</param>
    /// <param name="headers">Further headers, or null.</param>
    /// <param name="writtenPassword">A password as it is written in an address, or null.</param>
    public Secrets(
        AuthenticationHeaderValue? authorization, IReadOnlyDictionary<string, string>? headers, string? writtenPassword = null)
    {
        Add(authorization);
        Add(writtenPassword);
        foreach (var value in headers?.Values ?? [])
        {
            Add(value);
            Add(value[(value.LastIndexOf(' ') + 1)..]);
            Add(AuthenticationHeaderValue.TryParse(value, out var credentials) ? credentials : null);
        }

        // A secret may be a part of another one.
        _secrets.Sort((a, b) => b.Text.Length.CompareTo(a.Text.Length));
    }

    public bool AreIn(string text) => _secrets.Exists(secret => text.Contains(secret.Text, secret.Comparison));

    public string RemoveFrom(string text) =>
        _secrets.Aggregate(text, (rest, secret) => rest.Replace(secret.Text, Replacement, secret.Comparison));

    // A server may repeat a secret in an address, in JSON or in HTML. The digits of an escaped character may be in either case.
    private static IEnumerable<string> Escape(string secret)
    {
        var json = JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(secret);
        return
        [
            Uri.EscapeDataString(secret),
            JavaScriptEncoder.Default.Encode(secret),
            json,
            json.Replace("/", "\\/", StringComparison.Ordinal),
            WebUtility.HtmlEncode(secret),
        ];
    }

    private static string? GetPassword(string? parameter)
    {
        var credentials = new byte[parameter?.Length ?? 0];
        return Convert.TryFromBase64String(parameter ?? "", credentials, out var length)
            ? Encoding.UTF8.GetString(credentials, 0, length).Split(':', 2)[^1]
            : null;
    }

    private void Add(AuthenticationHeaderValue? credentials)
    {
        Add(credentials?.Parameter);
        if (credentials?.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase) == true)
        {
            Add(GetPassword(credentials.Parameter));
        }
    }

    private void Add(string? secret)
    {
        if (secret?.Length >= MinLength)
        {
            _secrets.Add(new Secret(secret, StringComparison.Ordinal));
            _secrets.AddRange(Escape(secret)
                .Where(escaped => escaped != secret)
                .Distinct(StringComparer.Ordinal)
                .Select(escaped => new Secret(escaped, StringComparison.OrdinalIgnoreCase)));
        }
    }

    private readonly record struct Secret(string Text, StringComparison Comparison);
}
