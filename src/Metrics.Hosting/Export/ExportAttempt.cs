using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Hosting;

/// <summary>One export: its time limit, and the source and token for the exporter. It exists as long as the exporter's call, which may take
/// longer than the time limit.</summary>
internal sealed class ExportAttempt : IDisposable
{
    // Collectors leave it for sending: one that is stuck must not cost the whole export.
    private static readonly TimeSpan SendingTime = TimeSpan.FromSeconds(0.5);

    private readonly CancellationTokenSource _timeout;
    private readonly CancellationTokenSource _linked;

    // Separate from the linked source: a callback that the exporter registers may throw or block, and must not do so on the thread of the
    // timer or of the host.
    private readonly CancellationTokenSource _exporting = new();
    private readonly CancellationTokenRegistration _registration;
    private readonly DeadlineSource _source;
    private bool _wasCollecting;

    /// <summary>Starts the time limit, before another thread makes the call: a test may advance the time as soon as the call arrives, and a
    /// timer that is created later would not fire.</summary>
    public ExportAttempt(IMetricSource source, TimeSpan timeout, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var sendingTime = SendingTime < timeout / 2 ? SendingTime : timeout / 2;
        var deadline = timeProvider.GetUtcNow() + timeout - sendingTime;
        _timeout = new CancellationTokenSource(timeout, timeProvider);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(_timeout.Token, cancellationToken);
        TimeoutToken = _timeout.Token;
        Token = _linked.Token;
        _source = new DeadlineSource(source, deadline, Token);
        _registration = Token.UnsafeRegister(static attempt => ((ExportAttempt)attempt!).CancelExporter(), this);
    }

    /// <summary>The token that is cancelled when the time limit has passed.</summary>
    public CancellationToken TimeoutToken { get; }

    /// <summary>The token that is cancelled when the time limit has passed or the export was cancelled.</summary>
    public CancellationToken Token { get; }

    /// <summary>Whether a collector is running, or was running when the exporter was cancelled.</summary>
    public bool IsCollecting => Volatile.Read(ref _wasCollecting) || _source.IsCollecting;

    /// <summary>Calls the exporter, and disposes this attempt when the call has returned.</summary>
    /// <returns>The exception, or null on success. The task never fails, because it may end when it is no longer awaited.</returns>
    public async Task<Exception?> RunAsync(IMetricExporter exporter)
    {
        try
        {
            await exporter.ExportAsync(_source, _exporting.Token);
            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
        finally
        {
            Dispose();
        }
    }

    public void Dispose()
    {
        _registration.Dispose();
        _exporting.Dispose();
        _linked.Dispose();
        _timeout.Dispose();
    }

    private void CancelExporter()
    {
        Volatile.Write(ref _wasCollecting, _source.IsCollecting);
        _ = _exporting.CancelAsync().ContinueWith(
            static cancellation => cancellation.Exception,
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }
}
