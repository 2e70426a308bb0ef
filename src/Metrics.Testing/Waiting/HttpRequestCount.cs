using System.Globalization;
using PrometheusMetrics.Exposition;

namespace PrometheusMetrics.Testing;

/// <summary>Counts the HTTP requests that were recorded.</summary>
internal sealed class HttpRequestCount : FlatSampleVisitor
{
    private const string FamilyName = "http_request_duration_seconds";

    private readonly List<string> _series = [];

    public static IReadOnlySet<string> FamilyNames { get; } = new HashSet<string>(StringComparer.Ordinal) { FamilyName };

    public double Sum { get; private set; }

    public string Explain(long count)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"Of {count} HTTP requests, {Sum} are complete and recorded");
        var shown = string.Join(", ", _series.Take(NotFoundMessage.MaxEntries));
        return (shown.Length == 0 ? text : $"{text}: {shown}")
            + ". A request is recorded if it passes UseHttpMetrics, its endpoint does not disable the HTTP metrics, "
            + "and its response is complete.";
    }

    protected override void Visit(in FlatSample sample)
    {
        if (sample.Name == FamilyName + "_count")
        {
            Sum += sample.Value;
            var text = SampleText.Describe(sample.Name, sample.Labels, part: null);
            _series.Add(string.Create(CultureInfo.InvariantCulture, $"{text} {sample.Value}"));
        }
    }
}
