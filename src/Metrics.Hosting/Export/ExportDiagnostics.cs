namespace PrometheusMetrics.Hosting;

/// <summary>Counts and logs the outcomes of the exports to one destination, with messages for that destination.</summary>
internal abstract class ExportDiagnostics
{
    /// <summary>Reports that exports on an interval begin.</summary>
    public virtual void Started(TimeSpan interval)
    {
    }

    public abstract void CountSuccess();

    public abstract void CountFailure();

    /// <summary>Reports an export that failed. Called when failures begin, and for the export at shutdown.</summary>
    public abstract void Failed(Exception exception);

    /// <summary>Reports an export that did not end in time. Called when failures begin, and for the export at shutdown.</summary>
    /// <param name="timeout">The time limit.</param>
    /// <param name="isCollecting">true if a collector is running; false if the exporter waits for the destination.</param>
    public abstract void TimedOut(TimeSpan timeout, bool isCollecting);

    /// <summary>Reports a success after failures.</summary>
    public abstract void Recovered();

    /// <summary>Reports an export that was cancelled because the host is stopping, and that no other export follows.</summary>
    public abstract void Cancelled();

    /// <summary>Reports that the host's shutdown timeout expired before the export at shutdown had ended.</summary>
    public abstract void ShutdownTimedOut();
}
