using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Registry;

/// <summary>Records the outcomes of collectors: counts failures and dropped exemplars, notifies the diagnostics of the first failure and of
/// the recovery, and throws if the registry is configured to fail on errors.</summary>
internal sealed class CollectorOutcomes(RegistryMetrics selfMetrics, bool failOnError)
{
    public void RecordSuccess(Registration registration)
    {
        if (registration.TrySetFailing(failing: false))
        {
            NotifyRecovered(registration.Name);
        }
    }

    /// <exception cref="CollectionFailedException">The registry is configured to fail on errors.</exception>
    public void RecordFailure(Registration registration, Exception exception)
    {
        selfMetrics.CountFailure(registration.Name);
        if (registration.TrySetFailing(failing: true))
        {
            selfMetrics.Notify(diagnostics => diagnostics.CollectorFailed(registration.Name, exception));
        }

        if (failOnError)
        {
            throw new CollectionFailedException(
                $"The collector {registration.Name} failed. The reason is in the application's log.", exception);
        }
    }

    /// <summary>Counts an exemplar of a family that was dropped because it is invalid. The collector has not failed.</summary>
    public void RecordDroppedExemplar(string family) => selfMetrics.CountDroppedExemplars(family).Inc();

    // A separate method, because the closure would otherwise be allocated at each success.
    private void NotifyRecovered(string collector) =>
        selfMetrics.Notify(diagnostics => diagnostics.CollectorRecovered(collector));
}
