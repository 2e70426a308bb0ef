using PrometheusMetrics.EndToEnd.Infrastructure;

namespace PrometheusMetrics.EndToEnd.Scenarios;

/// <summary>A real Prometheus and the server of a worker .</summary>
public sealed class MetricsServerTests : IClassFixture<MetricsServerTests.Fixture>
{
    private readonly Shared<ProtectedWorker> _worker;

    public MetricsServerTests(Fixture fixture) => _worker = fixture.Worker;

    [Theory]
    [InlineData(ProtectedWorker.BasicJob)]
    [InlineData(ProtectedWorker.BearerJob)]
    public async Task Prometheus_scrapes_a_worker_over_HTTPS_with_its_certificate_and_a_password_or_token(string job)
    {
        var worker = await _worker.GetAsync();

        Assert.Equal(3, (await worker.Prometheus.SingleAsync("jobs_total", job)).Value);
    }

    [Theory]
    [InlineData(ProtectedWorker.WrongPasswordJob, "401")]
    [InlineData(ProtectedWorker.NoCertificateJob, "")]
    public async Task Prometheus_without_the_right_credentials_gets_nothing(string job, string reason)
    {
        var worker = await _worker.GetAsync();

        // A scrape may also take too long.
        var target = await Eventually.GetAsync(
            $"a scrape of the job {job} has failed because of '{reason}'",
            async () => (await worker.Prometheus.TargetsAsync()).SingleOrDefault(target => target.Job == job),
            target => target?.Health == "down" && target.LastError.Contains(reason, StringComparison.Ordinal),
            () => worker.Prometheus.Output.Tail);

        Assert.NotNull(target);
        Assert.Empty(await worker.Prometheus.QueryAsync($$"""jobs_total{job="{{job}}"}"""));
    }

    public sealed class Fixture : IAsyncDisposable
    {
        internal Shared<ProtectedWorker> Worker { get; } = new(ProtectedWorker.StartAsync);

        public ValueTask DisposeAsync() => Worker.DisposeAsync();
    }
}
