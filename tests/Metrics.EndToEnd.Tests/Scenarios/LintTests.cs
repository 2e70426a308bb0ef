using System.Text;
using PrometheusMetrics.Collection;
using PrometheusMetrics.EndToEnd.Infrastructure;
using PrometheusMetrics.Export;
using PrometheusMetrics.Exposition;
using PrometheusMetrics.Linting;

namespace PrometheusMetrics.EndToEnd.Scenarios;

/// <summary>The linter finds what the linter of a real promtool finds .</summary>
public sealed class LintTests
{
    // promtool 2.42 differs from later versions in what is not here: it also reports the types of other metrics, it chooses one of several
    // units by chance, and it reports no times.
    private static readonly string[] Units = ["seconds", "milliseconds", "mibimeters", "kelvins", "bits", "ounces"];

    private static readonly string[] Words =
        ["requests", "ms", "MB", "h", "count", "sum", "bucket", "total", "fooBar", "x:y", .. Units];

    private static readonly string[] LabelNames = ["a", "le", "quantile", "fooBar"];

    [Theory]
    [InlineData(MetricType.Counter, "counter")]
    [InlineData(MetricType.Gauge, "gauge")]
    [InlineData(MetricType.Histogram, "histogram")]
    [InlineData(MetricType.Summary, "summary")]
    public async Task The_linter_and_promtool_find_the_same(MetricType type, string word)
    {
        var families = new Families(type, [.. Words, word]);
        var visitor = new LintVisitor();
        using (var reader = families.Read())
        {
            while (reader.Read(visitor))
            {
            }
        }

        var promtool = await Promtool.CheckMetricsAsync(await WriteAsync(families));

        Assert.Equal(3, promtool.ExitCode);
        Assert.True(visitor.Problems.Count > 200, $"{visitor.Problems.Count} problems");
        Assert.Equal(
            promtool.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Distinct()
                .Order(StringComparer.Ordinal),
            visitor.Problems.Select(problem => $"{problem.Family} {problem.Message}").Order(StringComparer.Ordinal));
    }

    private static async Task<string> WriteAsync(IMetricSource source)
    {
        var body = new MemoryStream();
        await ExpositionSerializer.WriteAsync(source, ExpositionFormat.Text, body, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(body.ToArray());
    }

    /// <summary>Families whose names begin with a number of their own, so that none conflicts with another.</summary>
    private sealed class Families(MetricType type, string[] words) : IMetricSource
    {
        private readonly MetricDescriptor[] _families =
        [
            .. words.Concat(
                    from first in words
                    from second in words
                    where !(Units.Contains(first) && Units.Contains(second))
                    select $"{first}_{second}")
                .Select((name, i) => new MetricDescriptor(
                    type, $"f{i}_{name}", i % 20 == 0 ? "" : "Help.", [], unit: null, keepName: i % 2 == 0)),
        ];

        public IMetricReader Read(in CollectionRequest request = default) => new Reader(_families);

        private sealed class Reader(MetricDescriptor[] families) : IMetricReader
        {
            private int _next;

            public bool Read(MetricVisitor visitor)
            {
                var family = families[_next];
                var label = LabelNames[_next % LabelNames.Length];
                label = (family.Type, label) is (MetricType.Histogram, "le") or (MetricType.Summary, "quantile") ? "a" : label;
                var labels = LabelSet.Create((label, "1"));
                visitor.BeginFamily(family);
                switch (family.Type)
                {
                    case MetricType.Counter:
                        visitor.Counter(labels, new CounterSample(1));
                        break;
                    case MetricType.Gauge:
                        visitor.Gauge(labels, new GaugeSample(1));
                        break;
                    case MetricType.Histogram:
                        visitor.Histogram(labels, new HistogramSample([1], [1, 2], 3));
                        break;
                    default:
                        visitor.Summary(labels, new SummarySample(1, 1, [0.5], [1]));
                        break;
                }

                visitor.EndFamily();
                return ++_next < families.Length;
            }

            public void Dispose()
            {
            }
        }
    }
}
