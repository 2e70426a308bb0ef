using System.Collections.ObjectModel;

namespace PrometheusMetrics.Pushgateway;

/// <summary>The headers that users add to each request.</summary>
internal static class RequestHeaders
{
    // These belong to the body, which only the client knows.
    private static readonly string[] OwnNames = ["Expect", "Transfer-Encoding", "Connection", "Trailer", "Upgrade"];

    /// <summary>Returns a copy of headers that can be sent.</summary>
    /// <exception cref="ArgumentException">A header cannot be sent. The message does not contain its value.</exception>
    public static IReadOnlyDictionary<string, string> Check(IReadOnlyDictionary<string, string> headers)
    {
        var copy = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in headers)
        {
            var shown = ForeignText.Escape(name);
            if (!CanBeAdded(name))
            {
                throw new ArgumentException(
                    $"The header '{shown}' can't be added to a push: use the name of a request header that is not about the body.",
                    nameof(headers));
            }

            if (value is null || value.AsSpan().ContainsAnyInRange('\0', '\u001F') || !value.All(char.IsAscii))
            {
                throw new ArgumentException(
                    $"The value of the header '{shown}' is null or has a line break or a character that is not ASCII: remove it.",
                    nameof(headers));
            }

            if (!copy.TryAdd(name, value))
            {
                throw new ArgumentException($"The header '{shown}' occurs twice: remove one.", nameof(headers));
            }
        }

        return copy;
    }

    /// <summary>Sets the headers of a request.</summary>
    public static void Set(HttpRequestMessage request, IReadOnlyDictionary<string, string>? headers)
    {
        foreach (var (name, value) in headers ?? ReadOnlyDictionary<string, string>.Empty)
        {
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value);
        }
    }

    private static bool CanBeAdded(string name)
    {
        using var request = new HttpRequestMessage();
        return !OwnNames.Contains(name, StringComparer.OrdinalIgnoreCase) && request.Headers.TryAddWithoutValidation(name, "");
    }
}
