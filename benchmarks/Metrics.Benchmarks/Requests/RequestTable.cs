using System.Globalization;
using System.Text;

namespace PrometheusMetrics.Benchmarks.Requests;

/// <summary>Writes the cost of requests as a Markdown table: what is added to a pipeline without metrics.</summary>
internal static class RequestTable
{
    public static void Write(StringBuilder text, IReadOnlyList<RequestResult> results)
    {
        text.AppendLine("| added to a request by | routing alone, x bare | B | asynchronous, x bare | B | default host, x bare | B |");
        text.AppendLine("|---|---|---|---|---|---|---|");
        foreach (var requests in results.GroupBy(result => result.Name))
        {
            var costs = requests.Select(result => Describe(
                result, results.Single(other => other.Kind == result.Kind && other.Name == RequestMeterings.Bare)));
            text.AppendLine(CultureInfo.InvariantCulture, $"| {requests.Key} | {string.Join(" | ", costs)} |");
        }
    }

    private static string Describe(RequestResult result, RequestResult bare)
    {
        var added = result.Nanoseconds - bare.Nanoseconds;
        return result == bare
            ? string.Create(CultureInfo.InvariantCulture, $"{bare.Nanoseconds:F0} ns in total | {bare.Bytes:F0} in total")
            : string.Create(
                CultureInfo.InvariantCulture,
                $"**{added / bare.Nanoseconds:F2}x** ({added:F0} ns) | {result.Bytes - bare.Bytes:F0}");
    }
}
