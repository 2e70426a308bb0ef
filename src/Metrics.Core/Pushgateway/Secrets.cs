using System.Net.Http.Headers;
using System.Text;

namespace PrometheusMetrics.Pushgateway;

/// <summary>The credentials of a request, which must not appear in a message, although a server or a handler may repeat them.</summary>
internal sealed class Secrets
{
    private const string Replacement = "***";

    // Shorter ones would be found in ordinary words, and their removal would show them.
    private const int MinLength = 4;

    private readonly List<string> _secrets = [];

    /// <param name="authorization">The credentials, or null.</param>
    /// <param name="headers">Further headers, or null.</param>
    public Secrets(AuthenticationHeaderValue? authorization, IReadOnlyDictionary<string, string>? headers)
    {
        Add(authorization);
        foreach (var value in headers?.Values ?? [])
        {
            Add(value);
            Add(value[(value.LastIndexOf(' ') + 1)..]);
            Add(AuthenticationHeaderValue.TryParse(value, out var credentials) ? credentials : null);
        }

        // A secret may be a part of another one.
        _secrets.Sort((a, b) => b.Length.CompareTo(a.Length));
    }

    public bool AreIn(string text) => _secrets.Exists(secret => text.Contains(secret, StringComparison.Ordinal));

    public string RemoveFrom(string text) =>
        _secrets.Aggregate(text, (rest, secret) => rest.Replace(secret, Replacement, StringComparison.Ordinal));

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
            _secrets.Add(secret);
        }
    }
}
