using System.Globalization;
using System.Text;
using Prometheus;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Export;
using ExpositionFormat = PrometheusMetrics.Exposition.ExpositionFormat;

namespace PrometheusMetrics.Tests.Support;

/// <summary>What a page in the text format says, in a form that does not depend on the order or the layout of numbers.</summary>
internal sealed record Page(IReadOnlyDictionary<string, string> Types, IReadOnlyDictionary<string, double> Samples)
{
    public static async Task<Page> OfTheirsAsync(CollectorRegistry registry)
    {
        using var text = new MemoryStream();
        await registry.CollectAndExportAsTextAsync(text, Prometheus.ExpositionFormat.PrometheusText, TestContext.Current.CancellationToken);
        var page = Parse(text);

        // Our formats show no family without series.
        return page with
        {
            Types = page.Types
                .Where(type => page.Samples.Keys.Any(name => name.StartsWith(type.Key, StringComparison.Ordinal)))
                .ToDictionary(type => type.Key, type => type.Value, StringComparer.Ordinal),
        };
    }

    /// <summary>Without the self metrics.</summary>
    public static async Task<Page> OfOursAsync(IMetricSource source)
    {
        using var text = new MemoryStream();
        await ExpositionSerializer.WriteAsync(source, ExpositionFormat.Text, text, TestContext.Current.CancellationToken);
        var page = Parse(text);
        return new Page(Without(page.Types), Without(page.Samples));
    }

    public static async Task<string> TextAsync(IMetricSource source, ExpositionFormat format)
    {
        using var text = new MemoryStream();
        await ExpositionSerializer.WriteAsync(source, format, text, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(text.ToArray());
    }

    private static Dictionary<string, T> Without<T>(IReadOnlyDictionary<string, T> all) => all
        .Where(one => !one.Key.StartsWith("metrics_", StringComparison.Ordinal))
        .ToDictionary(one => one.Key, one => one.Value, StringComparer.Ordinal);

    private static Page Parse(MemoryStream body)
    {
        var types = new Dictionary<string, string>(StringComparer.Ordinal);
        var samples = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var line in Encoding.UTF8.GetString(body.ToArray()).Split('\n'))
        {
            if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                var words = line.Split(' ');
                types.Add(words[2], words[3]);
            }
            else if (line.Length > 0 && line[0] != '#')
            {
                var space = line.LastIndexOf(' ');
                samples.Add(Identify(line[..space]), Number(line[(space + 1)..]));
            }
        }

        return new Page(types, samples);
    }

    // The labels in order, and bounds and quantiles as numbers.
    private static string Identify(string series)
    {
        var brace = series.IndexOf('{', StringComparison.Ordinal);
        if (brace < 0)
        {
            return series;
        }

        var labels = new List<string>();
        var rest = series[(brace + 1)..^1];
        while (rest.Length > 0)
        {
            var start = rest.IndexOf('"', StringComparison.Ordinal);
            var end = start + 1;
            while (rest[end] != '"')
            {
                end += rest[end] == '\\' ? 2 : 1;
            }

            var name = rest[..(start - 1)];
            var value = rest[(start + 1)..end];
            labels.Add($"{name}=\"{(name is "le" or "quantile" ? Number(value).ToString("R", CultureInfo.InvariantCulture) : value)}\"");
            rest = rest[Math.Min(end + 2, rest.Length)..];
        }

        return $"{series[..brace]}{{{string.Join(',', labels.Order(StringComparer.Ordinal))}}}";
    }

    private static double Number(string text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };
}
