using Prometheus;
using PrometheusMetrics.PrometheusNet;
using ExpositionFormat = PrometheusMetrics.Exposition.ExpositionFormat;

namespace PrometheusMetrics.Tests.Support;

/// <summary>A test with a registry of each library, of which ours shows the other one.</summary>
public abstract class BridgeTest : IDisposable
{
    protected BridgeTest(Action<MetricRegistryOptions>? configure = null)
    {
        var options = new MetricRegistryOptions { TimeProvider = Clock, Diagnostics = Log };
        configure?.Invoke(options);
        Ours = new MetricRegistry(options);
        Factory = new MetricFactory(Ours, Clock);
        TheirFactory = Prometheus.Metrics.WithCustomRegistry(Theirs);
        Ours.Register(new PrometheusNetCollector(Theirs));
    }

    protected MetricRegistry Ours { get; }

    protected MetricFactory Factory { get; }

    protected CollectorRegistry Theirs { get; } = Prometheus.Metrics.NewCustomRegistry();

    protected Prometheus.MetricFactory TheirFactory { get; }

    private protected TestTimeProvider Clock { get; } = new();

    private protected LeftOutLog Log { get; } = new();

    public void Dispose()
    {
        Ours.Dispose();
        GC.SuppressFinalize(this);
    }

    protected Task<string> TextAsync() => Page.TextAsync(Ours, ExpositionFormat.Text);

    protected Task<string> OpenMetricsAsync() => Page.TextAsync(Ours, ExpositionFormat.OpenMetrics);

    /// <summary>Returns the lines of the families whose names begin so, in our text format.</summary>
    protected async Task<string[]> LinesAsync(string prefix) =>
        [.. (await TextAsync()).Split('\n').Where(line => line.StartsWith(prefix, StringComparison.Ordinal))];

    private protected async Task RequireSamePageAsync()
    {
        var theirs = await Page.OfTheirsAsync(Theirs);
        var ours = await Page.OfOursAsync(Ours);
        Assert.Equal(theirs.Types, ours.Types);
        Assert.Equal(theirs.Samples, ours.Samples);
    }

    /// <summary>"X: reason" for families that are left out, "failed X: message" for collectors.</summary>
    private protected sealed class LeftOutLog : MetricDiagnostics
    {
        public List<string> Said { get; } = [];

        public override void CollectorFamilyLeftOut(string collector, string family, string reason, bool isStandard) =>
            Said.Add($"{family}: {reason}");

        public override void CollectorFailed(string collector, Exception exception) => Said.Add($"failed {collector}: {exception.Message}");
    }
}
