namespace PrometheusMetrics.Hosting;

/// <summary>Forwards to the diagnostics of a destination. Only a logger can throw there: its exception cannot be logged, and the next
/// export must still run.</summary>
internal sealed class GuardedDiagnostics(ExportDiagnostics inner) : ExportDiagnostics
{
    public override void Started(TimeSpan interval) => Try(() => inner.Started(interval));

    public override void Count(ExportOutcome outcome, TimeSpan duration) => Try(() => inner.Count(outcome, duration));

    public override string Describe(ExportFailure failure) => inner.Describe(failure);

    public override void Failed(ExportFailure failure) => Try(() => inner.Failed(failure));

    public override void Recovered(int failures, TimeSpan duration) => Try(() => inner.Recovered(failures, duration));

    public override void Cancelled() => Try(inner.Cancelled);

    public override void FinalSucceeded() => Try(inner.FinalSucceeded);

    public override void FinalUncertain() => Try(inner.FinalUncertain);

    public override void FinalOutdated(TimeSpan age, string? stillRunning) => Try(() => inner.FinalOutdated(age, stillRunning));

    public override void Lost(ExportLoss loss) => Try(() => inner.Lost(loss));

    private static void Try(Action report)
    {
        try
        {
            report();
        }
        catch (Exception)
        {
            // See the summary.
        }
    }
}
