using PrometheusMetrics.Collection;
using PrometheusMetrics.Pushgateway;

namespace PrometheusMetrics.Hosting;

/// <summary>Pushes to the group of a Pushgateway, which each push replaces.</summary>
internal sealed class PushgatewayExporter : IMetricExporter
{
    private readonly PushgatewayTarget _target;
    private readonly IHttpClientFactory _httpClients;

    public PushgatewayExporter(PushgatewayTarget target, IHttpClientFactory httpClients)
    {
        _target = target;
        _httpClients = httpClients;
    }

    public async Task ExportAsync(IMetricSource source, CancellationToken cancellationToken)
    {
        // A client of the factory is for one use, so that connections are renewed.
        using var client = new PushgatewayClient(_httpClients.CreateClient(PushgatewayOptions.HttpClientName), _target);
        await client.PushAsync(source, cancellationToken);
    }
}
