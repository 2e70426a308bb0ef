namespace PrometheusMetrics.Hosting;

/// <summary>Counts and logs the outcomes of the exports to one destination, with messages for that destination.</summary>
internal abstract class ExportDiagnostics
{
    /// <summary>Reports that exports on an interval begin.</summary>
    public virtual void Started(TimeSpan interval)
    {
    }

    /// <summary>Counts an attempt. Called exactly once for each attempt, when it has ended or is abandoned.</summary>
    /// <param name="outcome">The outcome.</param>
    /// <param name="duration">How long the attempt took, including the collection of the metrics.</param>
    public abstract void Count(ExportOutcome outcome, TimeSpan duration);

    /// <summary>Describes a failure in one line that is safe for logs: the message of the exception, or words that
    /// can follow a colon if the time limit has passed.</summary>
    public abstract string Describe(ExportFailure failure);

    /// <summary>Reports a failed attempt. Called when failures begin, but not for exports at shutdown.</summary>
    public abstract void Failed(ExportFailure failure);

    /// <summary>Reports a success after failures.</summary>
    /// <param name="failures">The number of attempts that failed.</param>
    /// <param name="duration">The time since the first of them ended.</param>
    public abstract void Recovered(int failures, TimeSpan duration);

    /// <summary>Reports an attempt that was cancelled because the host is stopping, and that no other export follows.</summary>
    public abstract void Cancelled();

    /// <summary>Reports that the last metrics were exported.</summary>
    public abstract void FinalSucceeded();

    /// <summary>Reports that the last metrics were exported, but that an earlier export that was sent without an answer may replace
    /// them.</summary>
    public abstract void FinalUncertain();

    /// <summary>Reports that metrics were exported while the host was stopping, but that those of the last moments are not included,
    /// because the shutdown time ended.</summary>
    /// <param name="age">The time since the last successful export began.</param>
    /// <param name="stillRunning">The services that used the time up, safe for logs, or null.</param>
    public abstract void FinalOutdated(TimeSpan age, string? stillRunning);

    /// <summary>Reports that the last metrics were not exported.</summary>
    public abstract void Lost(ExportLoss loss);
}
