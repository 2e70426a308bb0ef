using PrometheusMetrics.Collection;
using PrometheusMetrics.Exposition;
using PrometheusMetrics.Tests.Exposition;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments.Exemplars;

/// <summary>A test that reads exemplars from the OpenMetrics text.</summary>
public abstract class ExemplarTest : EngineTest
{
    private protected const string Trace = "0af7651916cd43dd8448eb211c80319c";

    /// <summary>The current time of the test, as OpenMetrics writes it.</summary>
    private protected const string Now = "1767225600";

    /// <summary>Returns the text after the name and the labels of a sample.</summary>
    private protected string Shown(string series) => Shown(Registry, series);

    private protected static string Shown(IMetricSource source, string series) =>
        Assert.Single(Text(source).Split('\n'), line => line.StartsWith(series + " ", StringComparison.Ordinal))[(series.Length + 1)..];

    private protected static string Text(IMetricSource source) => Body.Of(ExpositionFormat.OpenMetrics, visitor =>
    {
        using var reader = source.Read();
        while (reader.Read(visitor))
        {
        }
    });

    /// <summary>Returns the number of dropped exemplars of a family; null before the first.</summary>
    private protected double? Dropped(string family) => Registry.FindSampleValue("metrics_exemplars_dropped_total", ("family", family));

    private protected IHistogram Histogram(params double[] bounds) => Histogram(null, bounds);

    private protected IHistogram Histogram(ExemplarOptions? exemplars, params double[] bounds) =>
        Factory.CreateHistogram("h", "", new HistogramOptions { Buckets = bounds, Exemplars = exemplars });

    private protected ICounter Counter(ExemplarOptions? exemplars = null) =>
        Factory.CreateCounter("x", "", new CounterOptions { Exemplars = exemplars });
}
