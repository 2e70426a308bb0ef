using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Registry;

/// <summary>Records the outcomes of collectors: counts failures and dropped exemplars, notifies the diagnostics of the first failure and of
/// the recovery, and throws if the registry is configured to fail on errors.</summary>
internal sealed class CollectorOutcomes(RegistryMetrics selfMetrics, bool failOnError, TimeProvider timeProvider)
{
    /// <summary>The maximum length of a label value, in bytes of UTF-8.</summary>
    public int LabelValueLengthLimit => selfMetrics.LabelValueLengthLimit;

    /// <summary>The names that the registry accepts.</summary>
    public NameValidation NameValidation => selfMetrics.NameValidation;

    /// <summary>The labels of every series.</summary>
    public RegistryLabels Labels => selfMetrics.Labels;

    /// <summary>Returns a timestamp for <see cref="EndDuration"/>, or 0 if durations are not exposed.</summary>
    public long BeginDuration() => selfMetrics.ByCollector.HasDurations ? timeProvider.GetTimestamp() : 0;

    public void EndDuration(Registration registration, long began)
    {
        if (selfMetrics.ByCollector.HasDurations)
        {
            selfMetrics.ByCollector.SetDuration(registration.Name, timeProvider.GetElapsedTime(began));
        }
    }

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
        RecordUnusedFailure(registration, exception);
        if (failOnError)
        {
            throw new CollectionFailedException(
                $"The collector {ForeignText.Escape(registration.Name)} failed. The reason is in the application's log.", exception);
        }
    }

    /// <summary>Records a failure in a collection whose reader has left.</summary>
    public void RecordUnusedFailure(Registration registration, Exception exception)
    {
        selfMetrics.ByCollector.CountFailure(registration.Name);
        if (registration.TrySetFailing(failing: true))
        {
            selfMetrics.Notify(diagnostics => diagnostics.CollectorFailed(registration.Name, exception));
        }
    }

    /// <summary>Counts an exemplar of a family that was dropped because it is invalid. The collector has not failed.</summary>
    public void RecordDroppedExemplar(string family) => selfMetrics.CountDroppedExemplars(family).Inc();

    /// <summary>Counts that label values of a family were cut because they were longer than the limit. The collector has not
    /// failed.</summary>
    public void RecordTruncatedLabels(string family) => selfMetrics.OnLabelValuesTruncated(family);

    /// <summary>Records that a family is left out, because one of its names becomes equal to that of another one.</summary>
    public void RecordLeftOut(string family, string other, NameEscaping escaping) => selfMetrics.OnFamilyLeftOut(family, other, escaping);

    /// <summary>Records that a family of a collector is left out, whole or in part, while the others are exposed.</summary>
    public void RecordLeftOut(Registration registration, string family, string reason, bool isStandard = false) =>
        selfMetrics.OnFamilyLeftOut(registration.Name, family, reason, isStandard);

    // A separate method, because the closure would otherwise be allocated at each success.
    private void NotifyRecovered(string collector) =>
        selfMetrics.Notify(diagnostics => diagnostics.CollectorRecovered(collector));
}
