using PrometheusMetrics.Collection;
using PrometheusMetrics.Pushgateway;

namespace PrometheusMetrics.Hosting;

/// <summary>Pushes on demand, to all gateways or to one.</summary>
/// <param name="exports">The exports of the host, which own those of the gateways.</param>
/// <param name="gateways">A function that returns the gateways.</param>
/// <param name="jobs">The batch jobs of the host.</param>
internal sealed class MetricPusher(
    MetricExports exports, Func<IEnumerable<PushgatewayDestination>> gateways, BatchJobs jobs) : IBatchJobPusher
{
    public BatchJobs Jobs => jobs;

    public async Task PushAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _ = exports.All;
        var pushes = gateways().Where(gateway => gateway.IsOn)
            .Select(gateway => (gateway.ShownName, Task: PushAsync(gateway.Export, cancellationToken)))
            .ToList();
        try
        {
            await Task.WhenAll(pushes.Select(push => push.Task)).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException && pushes.Count(push => push.Task.IsFaulted) > 1)
        {
            throw Combine([.. pushes.Where(push => push.Task.IsFaulted)], pushes.Count);
        }
    }

    private static async Task PushAsync(PeriodicExport export, CancellationToken cancellationToken)
    {
        try
        {
            await export.ExportNowAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (
            exception is not (PushgatewayException or CollectionFailedException or OperationCanceledException or ObjectDisposedException))
        {
            // The time limit, or a handler of the application, such as one for resilience.
            throw new PushgatewayException($"The push failed: {ExportText.Line(exception.Message)}", exception)
            {
                IsUncertain = exception is TimeoutException,
            };
        }
    }

    private static PushgatewayException Combine(List<(string Name, Task Task)> failed, int count)
    {
        var errors = failed.ConvertAll(push => push.Task.Exception!.InnerException!);
        var reasons = failed.Zip(errors, (push, error) => $"{push.Name}: {ForeignText.Escape(error.Message, ForeignText.MaxReasonLength)}");
        return new PushgatewayException(
            $"{failed.Count} of {count} pushes failed. {string.Join(" ", reasons)}", new AggregateException(errors))
        {
            IsUncertain = errors.Exists(error => error is PushgatewayException { IsUncertain: true }),
        };
    }
}
