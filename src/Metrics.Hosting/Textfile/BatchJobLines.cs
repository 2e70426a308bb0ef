using System.Globalization;
using System.Text.RegularExpressions;

namespace PrometheusMetrics.Hosting;

/// <summary>Reads what an earlier process wrote about batch jobs into a text file. A write replaces the whole file: without it, a run that
/// fails in a new process would delete the time of the last success.</summary>
internal static partial class BatchJobLines
{
    // For one line; the file may be of any origin.
    private const int MatchTimeout = 1000;

    public static void Restore(string path, BatchJobs jobs)
    {
        try
        {
            foreach (var line in File.ReadLines(path))
            {
                if (Line().Match(line) is { Success: true } match && TryParse(match.Groups["value"].ValueSpan, out var value))
                {
                    jobs.Restore(match.Groups["family"].Value, Unescape(match.Groups["job"].Value), value);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or RegexMatchTimeoutException)
        {
            // There is no earlier file, as a rule. If it can't be read, the write that follows tells why.
        }
        catch (InvalidOperationException)
        {
            // The application has another metric with one of these names now, so the file's values are not of this version.
        }
    }

    private static bool TryParse(ReadOnlySpan<char> text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    private static string Unescape(string label) =>
        Escaped().Replace(label, match => match.Value == @"\n" ? "\n" : match.Value[1..]);

    // The labels of the registry come first.
    [GeneratedRegex(
        "^(?<family>" + BatchJobMetrics.DurationName + "|" + BatchJobMetrics.LastCompletionName
        + "|" + BatchJobMetrics.LastSuccessName + ")"
        + """\{([^=]+="([^"\\]|\\.)*",)*batch_job="(?<job>([^"\\]|\\.)+)"\} (?<value>\S+)$""",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        MatchTimeout)]
    private static partial Regex Line();

    [GeneratedRegex(@"\\.", RegexOptions.CultureInvariant, MatchTimeout)]
    private static partial Regex Escaped();
}
