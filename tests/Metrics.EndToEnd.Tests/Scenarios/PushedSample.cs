using System.Net;
using PrometheusMetrics.EndToEnd.Infrastructure;

namespace PrometheusMetrics.EndToEnd.Scenarios;

/// <summary>A Prometheus that scrapes a gateway with two groups: that of an application whose pushes failed for a while and then succeeded,
/// and one whose last push was rejected.</summary>
public sealed class PushedSample : IAsyncDisposable
{
    public const string WorkingJob = "worker";
    public const string RejectedJob = "rejected";

    private readonly Shared<Servers> _servers = new(Servers.StartAsync);

    public ValueTask DisposeAsync() => _servers.DisposeAsync();

    internal async Task<PrometheusServer> GetAsync() => (await _servers.GetAsync()).Prometheus;

    private sealed class Servers : IAsyncDisposable
    {
        private PushgatewayServer? _gateway;
        private FaultyGateway? _proxy;
        private PushingApp? _app;
        private PrometheusServer? _prometheus;

        public PrometheusServer Prometheus => _prometheus!;

        public static async Task<Servers> StartAsync()
        {
            var servers = new Servers();
            try
            {
                await servers.PushAsync();
                await servers.ScrapeAsync();
                return servers;
            }
            catch
            {
                await servers.DisposeAsync();
                throw;
            }
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var server in new IAsyncDisposable?[] { _prometheus, _app, _proxy, _gateway })
            {
                if (server is not null)
                {
                    await server.DisposeAsync();
                }
            }
        }

        private async Task PushAsync()
        {
            _gateway = await PushgatewayServer.StartAsync();
            _proxy = new FaultyGateway(_gateway.Address);
            _app = await PushingApp.StartAsync(_proxy.Address.AbsoluteUri, WorkingJob);
            await _app.WaitForPushAsync();
            await PutAsync("# TYPE rows gauge\nrows 1\n", HttpStatusCode.OK);

            // The type of the same name differs from that of the other application.
            await PutAsync("# TYPE work_done_total gauge\nwork_done_total 1\n", HttpStatusCode.BadRequest);
        }

        private async Task ScrapeAsync()
        {
            _prometheus = await PrometheusServer.StartAsync(
                [new ScrapeTarget("pushgateway", new Uri(_gateway!.Address, "metrics")) { HonorLabels = true }]);
            await Eventually.HoldsAsync(
                "a count of no failure that Prometheus has stored, without which there is no increase",
                () => HoldsAsync("""metrics_push_attempts_total{outcome="failure"} == 0"""),
                () => _app!.Output.Tail);
            _proxy!.Break(Faults.Answer("503 Service Unavailable", "for a while"));
            await _app!.WaitForLogAsync("a warning of the fault", entry => entry.IsWarning);
            _proxy.Mend();
            await Eventually.HoldsAsync(
                "failures and successes that Prometheus has seen",
                async () => await HoldsAsync("""increase(metrics_push_attempts_total{outcome="failure"}[1h]) > 0""")
                    && await HoldsAsync("increase(metrics_push_bytes_total[1h]) > 0"),
                () => _app.Output.Tail);
        }

        private async Task<bool> HoldsAsync(string query) => (await _prometheus!.QueryAsync(query)).Count == 1;

        private async Task PutAsync(string body, HttpStatusCode status)
        {
            using var content = new StringContent(body);
            using var response = await _gateway!.Client.PutAsync($"metrics/job/{RejectedJob}", content);
            Assert.Equal(status, response.StatusCode);
        }
    }
}
