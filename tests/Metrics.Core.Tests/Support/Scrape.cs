using Metrics.Collection;

namespace Metrics.Tests.Support;

/// <summary>What one collection of a registry gives.</summary>
internal static class Scrape
{
    public static RecordingVisitor Of(IMetricSource source, CancellationToken token = default)
    {
        var visitor = new RecordingVisitor();
        using var reader = source.Read(token);
        while (reader.Read(visitor))
        {
        }

        return visitor;
    }

    /// <summary>Its sample lines, such as <c>x_total{a="1"} 5</c>.</summary>
    public static string[] Lines(IMetricSource source) => [.. Of(source).Lines];
}
