namespace PrometheusMetrics.Hosting;

/// <summary>Counts and logs what becomes of the exports to one destination, in the words of that destination.</summary>
internal abstract class ExportDiagnostics
{
    /// <summary>Notifies that exports on an interval begin.</summary>
    public virtual void Started(TimeSpan interval)
    {
    }

    public abstract void CountSuccess();

    public abstract void CountFailure();

    /// <summary>Notifies of an export that failed. Called when failures begin, and for the export at shutdown.</summary>
    public abstract void Failed(Exception exception);

    /// <summary>Notifies of an export that did not end in time. Called when failures begin, and for the export at shutdown.</summary>
    /// <param name="timeout">The time that it had.</param>
    /// <param name="isCollecting">Whether a collector has the call, and not the destination.</param>
    public abstract void TimedOut(TimeSpan timeout, bool isCollecting);

    /// <summary>Notifies of a success after failures.</summary>
    public abstract void Recovered();

    /// <summary>Notifies of an export that ended because the host stops, and that no other one follows.</summary>
    public abstract void Cancelled();

    /// <summary>Notifies that the host's shutdown time ended before the export at shutdown did.</summary>
    public abstract void ShutdownTimedOut();
}
