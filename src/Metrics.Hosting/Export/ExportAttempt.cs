using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Hosting;

/// <summary>One export: its time limit, and what the exporter gets. It lives as long as the exporter's call, which may outlive its time
/// limit.</summary>
internal sealed class ExportAttempt : IDisposable
{
    private readonly CancellationTokenSource _timeout;
    private readonly CancellationTokenSource _either;

    // The exporter's own: what it registers there may throw or block, which is to reach neither the clock nor the host.
    private readonly CancellationTokenSource _exporting = new();
    private readonly CancellationTokenRegistration _hand;
    private readonly DeadlineSource _source;
    private bool _wasCollecting;

    /// <summary>Starts the time limit. That happens before the call is handed to another thread: a test that sees the call arrive may move
    /// the clock at once, and a timer that was made later would not fall due.</summary>
    public ExportAttempt(IMetricSource source, TimeSpan timeout, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var deadline = timeProvider.GetUtcNow() + timeout;
        _timeout = new CancellationTokenSource(timeout, timeProvider);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_timeout.Token, cancellationToken);
        TimeoutToken = _timeout.Token;
        Token = _either.Token;
        _source = new DeadlineSource(source, deadline, Token);
        _hand = Token.UnsafeRegister(static attempt => ((ExportAttempt)attempt!).CancelExporter(), this);
    }

    /// <summary>Cancelled when the time limit has passed.</summary>
    public CancellationToken TimeoutToken { get; }

    /// <summary>Cancelled when the time limit has passed or the export was cancelled.</summary>
    public CancellationToken Token { get; }

    /// <summary>Whether a collector is at work, or was when the exporter was cancelled.</summary>
    public bool IsCollecting => Volatile.Read(ref _wasCollecting) || _source.IsCollecting;

    /// <summary>Calls the exporter, and disposes this when it has returned.</summary>
    /// <returns>What went wrong, or null. The task never fails, since it may end when its outcome is no longer asked for.</returns>
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
        _hand.Dispose();
        _exporting.Dispose();
        _either.Dispose();
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
