using PrometheusMetrics.Collection;
using PrometheusMetrics.Pushgateway;

namespace PrometheusMetrics.Hosting;

/// <summary>Pushes to a group of a Pushgateway. Each push replaces the group.</summary>
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
        // A new client for each push, so that the factory can renew the connections.
        using var client = new PushgatewayClient(_httpClients.CreateClient(PushgatewayOptions.HttpClientName), _target);
        await client.PushAsync(source, cancellationToken);
    }
}
