using System.Globalization;
using System.Text.Json;

namespace PrometheusMetrics.EndToEnd.Infrastructure;

/// <summary>One series of the answer to a query.</summary>
/// <param name="Labels">All labels, with <c>__name__</c> where the query keeps it.</param>
/// <param name="Value">The value, which may be infinite or not a number.</param>
internal sealed record QuerySample(IReadOnlyDictionary<string, string> Labels, double Value)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Labels.ToText()} {Value}");
}

/// <summary>A native histogram in the answer to a query.</summary>
/// <param name="Labels">All labels.</param>
/// <param name="Count">The number of observations.</param>
/// <param name="Sum">Their sum.</param>
/// <param name="Buckets">The populated buckets.</param>
internal sealed record NativeSample(
    IReadOnlyDictionary<string, string> Labels, double Count, double Sum, IReadOnlyList<NativeSampleBucket> Buckets)
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Labels.ToText()} {Count} observations, sum {Sum}, {Buckets.Count} buckets");
}

/// <summary>A bucket with its bounds and the number of observations between them.</summary>
internal readonly record struct NativeSampleBucket(double Lower, double Upper, double Count);

/// <summary>The state of a target in Prometheus.</summary>
/// <param name="Job">Its job.</param>
/// <param name="ScrapeUrl">The address that is scraped.</param>
/// <param name="Health"><c>up</c>, <c>down</c> or <c>unknown</c>.</param>
/// <param name="LastError">Why the last scrape failed; empty when it didn't.</param>
internal sealed record TargetState(string Job, string ScrapeUrl, string Health, string LastError);

/// <summary>The metadata of one family of a target.</summary>
internal sealed record FamilyMetadata(string Job, string Metric, string Type, string Help, string Unit);

/// <summary>An exemplar that Prometheus stored for a series.</summary>
internal sealed record StoredExemplar(
    IReadOnlyDictionary<string, string> SeriesLabels, IReadOnlyDictionary<string, string> Labels, double Value, double Timestamp)
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{SeriesLabels.ToText()} # {Labels.ToText()} {Value} {Timestamp}");
}

/// <summary>Reads the answers of Prometheus' HTTP API.</summary>
internal static class PrometheusAnswers
{
    public static IReadOnlyList<QuerySample> ToSamples(this JsonElement data)
    {
        var kind = data.GetProperty("resultType").GetString();
        var result = data.GetProperty("result");
        return kind switch
        {
            "vector" => [.. result.EnumerateArray().Select(ToSample)],
            "scalar" => [new QuerySample(new Dictionary<string, string>(), ToNumber(result[1]))],
            _ => throw new NotSupportedException($"The query gives a {kind}; ask for a vector or a scalar."),
        };
    }

    public static IReadOnlyList<NativeSample> ToNativeSamples(this JsonElement data) =>
        [.. from series in data.GetProperty("result").EnumerateArray()
            let histogram = series.GetProperty("histogram")[1]
            select new NativeSample(
                series.GetProperty("metric").ToLabels(),
                ToNumber(histogram.GetProperty("count")),
                ToNumber(histogram.GetProperty("sum")),
                [.. histogram.GetProperty("buckets").EnumerateArray()
                    .Select(bucket => new NativeSampleBucket(ToNumber(bucket[1]), ToNumber(bucket[2]), ToNumber(bucket[3])))])];

    public static IReadOnlyList<TargetState> ToTargets(this JsonElement data) =>
        [.. data.GetProperty("activeTargets").EnumerateArray().Select(target => new TargetState(
            target.GetProperty("labels").Text("job"), target.Text("scrapeUrl"), target.Text("health"), target.Text("lastError")))];

    /// <summary>Prometheus leaves the name of the family away when it was asked for one.</summary>
    public static IReadOnlyList<FamilyMetadata> ToMetadata(this JsonElement data, string askedFor) =>
        [.. data.EnumerateArray().Select(family => new FamilyMetadata(
            family.GetProperty("target").Text("job"),
            askedFor.Length > 0 ? askedFor : family.Text("metric"),
            family.Text("type"),
            family.Text("help"),
            family.Text("unit")))];

    public static IReadOnlyList<StoredExemplar> ToExemplars(this JsonElement data) =>
        [.. from series in data.EnumerateArray()
            from exemplar in series.GetProperty("exemplars").EnumerateArray()
            select new StoredExemplar(
                series.GetProperty("seriesLabels").ToLabels(),
                exemplar.GetProperty("labels").ToLabels(),
                ToNumber(exemplar.GetProperty("value")),
                exemplar.GetProperty("timestamp").GetDouble())];

    public static IReadOnlyDictionary<string, string> ToLabels(this JsonElement labels) =>
        labels.EnumerateObject().ToDictionary(label => label.Name, label => label.Value.GetString()!, StringComparer.Ordinal);

    public static string ToText(this IReadOnlyDictionary<string, string> labels) =>
        "{" + string.Join(", ", labels.Select(label => $"{label.Key}=\"{label.Value}\"")) + "}";

    private static QuerySample ToSample(JsonElement series) =>
        series.TryGetProperty("value", out var value)
            ? new QuerySample(series.GetProperty("metric").ToLabels(), ToNumber(value[1]))
            : throw new NotSupportedException(
                "The series is a native histogram; ask for histogram_count(), histogram_sum() or histogram_quantile() of it.");

    private static double ToNumber(JsonElement text) => text.GetString() switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        var number => double.Parse(number!, CultureInfo.InvariantCulture),
    };

    private static string Text(this JsonElement parent, string name) => parent.GetProperty(name).GetString()!;
}
