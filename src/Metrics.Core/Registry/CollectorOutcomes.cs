using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Registry;

/// <summary>Counts the failures of collectors, notifies the diagnostics when a collector begins to fail or recovers, and ends the collection
/// with an exception where the registry is set up so.</summary>
internal sealed class CollectorOutcomes(RegistryMetrics own, bool failOnError)
{
    public void RecordSuccess(Registration registration)
    {
        if (registration.TrySetFailing(failing: false))
        {
            NotifyRecovered(registration.Name);
        }
    }

    /// <exception cref="CollectionFailedException">The registry gives nothing rather than leave the collector's families out.</exception>
    public void RecordFailure(Registration registration, Exception exception)
    {
        own.CountFailure(registration.Name);
        if (registration.TrySetFailing(failing: true))
        {
            own.Notify(diagnostics => diagnostics.CollectorFailed(registration.Name, exception));
        }

        if (failOnError)
        {
            throw new CollectionFailedException($"The collector {registration.Name} failed. The application's log says why.", exception);
        }
    }

    // Apart, because its closure would be allocated at each success.
    private void NotifyRecovered(string collector) => own.Notify(diagnostics => diagnostics.CollectorRecovered(collector));
}
