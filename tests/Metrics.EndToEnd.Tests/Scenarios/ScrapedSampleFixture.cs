using PrometheusMetrics.EndToEnd.Infrastructure;

namespace PrometheusMetrics.EndToEnd.Scenarios;

/// <summary>Keeps one sample and one Prometheus for the tests of a class.</summary>
public sealed class ScrapedSampleFixture : IAsyncDisposable
{
    private readonly Shared<ScrapedSample> _sample = new(ScrapedSample.StartAsync);

    internal Task<ScrapedSample> GetAsync() => _sample.GetAsync();

    public ValueTask DisposeAsync() => _sample.DisposeAsync();
}
