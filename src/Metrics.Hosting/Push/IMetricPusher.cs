using PrometheusMetrics.Collection;
using PrometheusMetrics.Pushgateway;

namespace PrometheusMetrics.Hosting;

/// <summary>Pushes the metrics of the host now, besides the pushes on the schedule. <c>AddPrometheusMetrics</c> registers it: injected
/// plainly it pushes to every configured gateway, as a keyed service to the gateway of that name.</summary>
/// <threadsafety>Every member may be called from any thread. Pushes to one gateway never overlap: a push waits for the one in
/// progress.</threadsafety>
public interface IMetricPusher
{
    /// <summary>Pushes the metrics now. Without a configured gateway it does nothing.</summary>
    /// <param name="cancellationToken">The token that ends the wait and cancels the push.</param>
    /// <returns>A task that ends when the gateways have accepted the metrics.</returns>
    /// <exception cref="PushgatewayException">A gateway rejected the push or could not be reached in time. It is counted and logged like
    /// the failure of a push on the schedule.</exception>
    /// <exception cref="CollectionFailedException">A collector failed and <c>FailOnCollectorError</c> is set. Nothing was sent. If the
    /// pushes to several gateways fail, it is part of a <see cref="PushgatewayException"/>.</exception>
    /// <exception cref="ObjectDisposedException">The host is disposed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Task PushAsync(CancellationToken cancellationToken = default);
}
