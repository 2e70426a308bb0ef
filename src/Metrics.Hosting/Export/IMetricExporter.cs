using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Hosting;

/// <summary>Sends the metrics of a host to one destination, such as a server that stores them. The host calls it on an interval and at
/// shutdown, limits its time, counts its outcomes and logs its failures. Register it with <c>AddExporter</c>.</summary>
/// <threadsafety>The calls for one registration never overlap. They come from threads of the thread pool.</threadsafety>
public interface IMetricExporter
{
    /// <summary>Collects the metrics and sends them once.</summary>
    /// <param name="source">The source of the metrics. It sets the end of this call's time limit as the deadline of collectors.</param>
    /// <param name="cancellationToken">The token that is cancelled when the time limit has passed or the host stops. A call that ignores it
    /// counts as failed when its time limit has passed; the next call does not begin before it returns.</param>
    /// <returns>A task that ends when the destination has accepted the metrics. Any exception counts as a failure and is logged when
    /// failures begin; it does not reach the application.</returns>
    Task ExportAsync(IMetricSource source, CancellationToken cancellationToken);

    /// <summary>Collects the metrics and sends them for the last time, when the host stops. It may be called again, if there is time left
    /// after services have changed metrics while they stopped.</summary>
    /// <param name="source">The source of the metrics.</param>
    /// <param name="cancellationToken">The token that is cancelled when the time limit has passed.</param>
    /// <returns>A task that ends when the destination has accepted the metrics.</returns>
    /// <remarks>The default implementation calls <see cref="ExportAsync"/>.</remarks>
    Task ExportLastAsync(IMetricSource source, CancellationToken cancellationToken) => ExportAsync(source, cancellationToken);

    /// <summary>Gets what is known after an exception of this exporter.</summary>
    /// <param name="exception">The exception that an export threw. It is an <see cref="OperationCanceledException"/> if the export did
    /// not return in time.</param>
    /// <returns>The kind of the failure.</returns>
    /// <remarks>The default implementation returns <see cref="ExportFailureKind.Uncertain"/> for a cancellation, because what was sent
    /// may still arrive, and <see cref="ExportFailureKind.Transient"/> for all other exceptions.</remarks>
    ExportFailureKind Classify(Exception exception) =>
        exception is OperationCanceledException ? ExportFailureKind.Uncertain : ExportFailureKind.Transient;
}
