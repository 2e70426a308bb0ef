using System.Text;

namespace PrometheusMetrics.Pushgateway;

/// <summary>Reads what a server answers to a request that it has not executed.</summary>
internal static class GatewayAnswer
{
    /// <summary>The maximum length of the words of a server in a message.</summary>
    public const int MaxLength = 300;

    private const int MaxBytes = 4096;

    // The status is known, so that a slow body is not worth a wait.
    private static readonly TimeSpan MaxDuration = TimeSpan.FromSeconds(1);

    /// <summary>Whether the answer is for a browser. A gateway sends text, JSON or no content.</summary>
    public static bool IsWebPage(HttpResponseMessage response) =>
        response.Content.Headers.ContentType?.MediaType is { } type
        && (type.Equals("text/html", StringComparison.OrdinalIgnoreCase)
            || type.Equals("application/xhtml+xml", StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads the beginning of a body, for one second at most.</summary>
    /// <returns>What has arrived; empty if nothing has. A body that breaks off, or a cancellation, does not hide the status.</returns>
    public static async Task<string> ReadAsync(HttpResponseMessage response, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(MaxDuration, timeProvider);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var words = new byte[MaxBytes];
        var length = 0;
        try
        {
            var stream = await response.Content.ReadAsStreamAsync(end.Token).ConfigureAwait(false);
            int read;
            do
            {
                read = await stream.ReadAsync(words.AsMemory(length), end.Token).ConfigureAwait(false);
                length += read;
            }
            while (read > 0 && length < words.Length);
        }
        catch (Exception)
        {
            // A part of the body is a better reason than none, whatever a stream of the caller's client throws.
        }

        return Encoding.UTF8.GetString(words, 0, length);
    }

    /// <summary>Returns a text as one line, in which invisible characters are escaped. Of a long text the beginning is shown.</summary>
    public static string ToLine(string text, int maxLength) => ForeignText.Escape(text.Trim(), maxLength);
}
