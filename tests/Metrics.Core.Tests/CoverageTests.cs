using System.Text.RegularExpressions;
using PrometheusMetrics.Exposition;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests;

/// <summary>What has to have tests and benchmarks has them.</summary>
public partial class CoverageTests
{
    // R-094
    [Fact]
    public void Every_type_of_instrument_has_tests_of_its_own()
    {
        var tests = typeof(CoverageTests).Assembly.GetTypes().Select(type => type.Name).ToHashSet(StringComparer.Ordinal);

        var instruments = typeof(InstrumentKind).GetProperties().Select(kind => kind.Name).ToList();

        Assert.NotEmpty(instruments);
        Assert.All(instruments, instrument => Assert.Contains($"{instrument}Tests", tests));
    }

    // R-094
    [Fact]
    public void Every_format_is_compared_with_a_whole_body()
    {
        var bodies = typeof(CoverageTests).Assembly.GetManifestResourceNames();

        foreach (var format in ExpositionFormat.BuiltIn)
        {
            var name = format.ContentType switch
            {
                var type when type.StartsWith("text/plain", StringComparison.Ordinal) => "text004",
                var type when type.Contains("openmetrics-text; version=2", StringComparison.Ordinal) => "openmetrics200",
                var type when type.Contains("openmetrics-text", StringComparison.Ordinal) => "openmetrics100",
                _ => "proto_delimited",
            };
            Assert.Contains(bodies, body => body.Contains(name, StringComparison.Ordinal));
        }
    }

    // R-090
    [Fact]
    public void The_operations_of_the_hot_path_have_benchmarks()
    {
        var source = File.ReadAllText(Repository.PathOf("benchmarks", "Metrics.Benchmarks", "Instruments", "InstrumentRow.cs"));

        var names = OwnWorkload().Matches(source).Select(match => match.Groups[1].Value).ToHashSet();

        Assert.Subset(
            names,
            new HashSet<string> { "CounterInc", "GaugeInc", "GaugeSet", "HistogramObserve", "NativeHistogramObserve", "LabelledInc" });
    }

    [GeneratedRegex(@"\bOwnWorkloads\.(\w+)")]
    private static partial Regex OwnWorkload();
}
