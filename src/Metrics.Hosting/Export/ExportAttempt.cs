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
    private readonly CancellationToken _callerToken;
    private readonly DeadlineSource _source;
    private readonly TimeProvider _timeProvider;
    private bool _wasCollecting;
    private bool _isCalled;
    private bool _isCounted;

    /// <summary>Starts the time limit, before another thread makes the call: a test may advance the time as soon as the call arrives, and a
    /// timer that is created later would not fire.</summary>
    public ExportAttempt(
        IMetricSource source, TimeSpan timeout, TimeProvider timeProvider, bool isLast, CancellationToken cancellationToken)
    {
        IsLast = isLast;
        Timeout = timeout;
        Started = timeProvider.GetTimestamp();
        _timeProvider = timeProvider;
        _callerToken = cancellationToken;
        var sendingTime = SendingTime < timeout / 2 ? SendingTime : timeout / 2;
        var deadline = timeProvider.GetUtcNow() + timeout - sendingTime;
        _timeout = new CancellationTokenSource(timeout, timeProvider);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(_timeout.Token, cancellationToken);
        TimeoutToken = _timeout.Token;
        Token = _linked.Token;
        _source = new DeadlineSource(source, deadline, Token);
        _registration = Token.UnsafeRegister(static attempt => ((ExportAttempt)attempt!).CancelExporter(), this);
    }

    /// <summary>Whether it is one at the end of the host.</summary>
    public bool IsLast { get; }

    /// <summary>The time limit.</summary>
    public TimeSpan Timeout { get; }

    /// <summary>The timestamp of the start.</summary>
    public long Started { get; }

    /// <summary>The time since the start.</summary>
    public TimeSpan Elapsed => _timeProvider.GetElapsedTime(Started);

    /// <summary>The token that is cancelled when the time limit has passed.</summary>
    public CancellationToken TimeoutToken { get; }

    /// <summary>The token that is cancelled when the time limit has passed or the export was cancelled.</summary>
    public CancellationToken Token { get; }

    /// <summary>Whether the caller, and not the time limit, has ended the export.</summary>
    public bool IsCancelledByCaller => _callerToken.IsCancellationRequested && !TimeoutToken.IsCancellationRequested;

    /// <summary>Whether a collector is running, or was running when the exporter was cancelled.</summary>
    public bool IsCollecting => Volatile.Read(ref _wasCollecting) || _source.IsCollecting;

    /// <summary>Whether the exporter was called and has got its metrics, so that it may have sent them.</summary>
    public bool MayBeSent => Volatile.Read(ref _isCalled) && !IsCollecting;

    /// <summary>Calls the exporter, and disposes this attempt when the call has returned.</summary>
    /// <returns>The exception, or null on success. The task never fails, because it may end when it is no longer awaited.</returns>
    public async Task<Exception?> RunAsync(IMetricExporter exporter)
    {
        Volatile.Write(ref _isCalled, true);
        try
        {
            await (IsLast ? exporter.ExportLastAsync(_source, _exporting.Token) : exporter.ExportAsync(_source, _exporting.Token))
                .ConfigureAwait(false);
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

    /// <summary>Cancels the exporter's call before its time limit.</summary>
    public void Cancel()
    {
        try
        {
            _linked.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The call has returned.
        }
    }

    /// <summary>Whether the caller is the first one, who has to count the attempt: it may end and be abandoned at the same time.</summary>
    public bool TryCount() => !Interlocked.Exchange(ref _isCounted, true);

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
