using PrometheusMetrics.Collection;
using PrometheusMetrics.Linting;

namespace PrometheusMetrics;

/// <summary>Receives diagnostic events from a <see cref="MetricRegistry"/>, which does no logging itself.</summary>
/// <remarks>Every method is virtual and does nothing unless it is overridden. What a listener throws is ignored.</remarks>
/// <threadsafety>Methods may be called from any thread, and by several threads at once.</threadsafety>
public abstract class MetricDiagnostics
{
    /// <summary>Receives the first failure of a collector since its last success. Further failures are not reported until it
    /// recovers.</summary>
    /// <param name="collector">The name of the collector.</param>
    /// <param name="exception">The exception that it threw, a <see cref="TimeoutException"/> if it did not return in time, or an exception
    /// whose message says what is wrong with its report.</param>
    public virtual void CollectorFailed(string collector, Exception exception)
    {
    }

    /// <summary>Receives the recovery of a collector that had failed.</summary>
    /// <param name="collector">The name of the collector.</param>
    public virtual void CollectorRecovered(string collector)
    {
    }

    /// <summary>Receives the name of a family that has reached its series limit. From then on, new label values share an overflow series,
    /// in which every label that is not constant has the value <c>_overflow</c>. Called once per family.</summary>
    /// <param name="family">The name of the family.</param>
    /// <param name="limit">The maximum number of series of the family.</param>
    public virtual void SeriesLimitReached(string family, int limit)
    {
    }

    /// <summary>Receives the name of a family that was given a label value longer than
    /// <see cref="MetricRegistryOptions.LabelValueLengthLimit"/>, which was cut. Values with the same beginning share a series. Called once
    /// per name, for at most 1,000 names.</summary>
    /// <param name="family">The name of the family.</param>
    /// <param name="limit">The maximum length of a label value, in bytes of UTF-8.</param>
    public virtual void LabelValueTruncated(string family, int limit)
    {
    }

    /// <summary>Receives what is unconventional about a family that was registered, as <see cref="MetricRegistry.Lint"/> finds it. The
    /// family is exposed nevertheless. Called once per name, for at most 1,000 names.</summary>
    /// <param name="family">The name of the family.</param>
    /// <param name="problems">The problems of the family, at least one.</param>
    public virtual void LintProblemsFound(string family, IReadOnlyList<LintProblem> problems)
    {
    }

    /// <summary>Receives a family that is left out of the bodies in an escaping scheme, because one of its names is that of another family
    /// in this scheme. Called once per family and scheme, for at most 1,000 of them.</summary>
    /// <param name="family">The name of the family.</param>
    /// <param name="other">The name of the family that was registered earlier, and is exposed.</param>
    /// <param name="escaping">The scheme.</param>
    public virtual void FamilyLeftOut(string family, string other, NameEscaping escaping)
    {
    }

    /// <summary>Receives a family of a collector that is left out, whole or in part, while the other families of the collector are exposed:
    /// see <see cref="ICollector.HasIndependentFamilies"/> and <see cref="MetricVisitor.LeaveOut"/>. Called once per collector and family,
    /// for at most 1,000 of them.</summary>
    /// <param name="collector">The name of the collector.</param>
    /// <param name="family">The name of the family.</param>
    /// <param name="reason">A sentence that says what is left out, and why.</param>
    /// <param name="isStandard">Whether a standard metric of the process or the runtime, which shows the same, has the name.</param>
    public virtual void CollectorFamilyLeftOut(string collector, string family, string reason, bool isStandard)
    {
    }
}
