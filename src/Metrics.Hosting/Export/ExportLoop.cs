namespace PrometheusMetrics.Hosting;

/// <summary>Exports at start and on the interval of a schedule, which may change at any time.</summary>
internal sealed class ExportLoop : IDisposable
{
    private readonly ExportSchedule _schedule;
    private readonly ExportCalls _calls;
    private readonly ExportDiagnostics _diagnostics;
    private readonly TimeProvider _timeProvider;
    private readonly CancellationTokenSource _cancellation = new();

    // Kept, because CancellationTokenSource.Token throws after disposal, which may happen before the loop ends.
    private readonly CancellationToken _cancellationToken;
    private readonly Lock _lock = new();
    private CancellationTokenSource _wake = new();
    private bool _isStarted;
    private bool _isEnding;
    private bool _isDisposed;
    private int _failures;
    private bool _isStartReported;

    public ExportLoop(ExportSchedule schedule, ExportCalls calls, ExportDiagnostics diagnostics, TimeProvider timeProvider)
    {
        _schedule = schedule;
        _calls = calls;
        _diagnostics = diagnostics;
        _timeProvider = timeProvider;
        _cancellationToken = _cancellation.Token;
    }

    /// <summary>Ends when the last export has ended; ended before the start.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    /// <summary>Begins the exports, once: a host may be started twice.</summary>
    public void Start()
    {
        if (!Interlocked.Exchange(ref _isStarted, true))
        {
            _schedule.Changed += OnChanged;
            Completion = RunAsync();
        }
    }

    /// <summary>Begins no further export. The one in progress continues.</summary>
    public void End()
    {
        lock (_lock)
        {
            _isEnding = true;
        }

        _schedule.Changed -= OnChanged;
        Wake();
    }

    /// <summary>Begins no further export, and cancels the one in progress.</summary>
    public void Cancel()
    {
        End();
        _cancellation.Cancel();
    }

    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        Cancel();
        lock (_lock)
        {
            _isDisposed = true;
            _wake.Dispose();
        }

        _cancellation.Dispose();
    }

    private async Task RunAsync()
    {
        var last = _timeProvider.GetTimestamp();
        if (_schedule.Current.ExportOnStart)
        {
            await ExportAsync().ConfigureAwait(false);
        }

        while (StartWaiting() is { } wake)
        {
            var interval = _schedule.Current.Interval;
            ReportStart(interval);
            long? due = interval is null ? null : _timeProvider.Add(last, TimeToNextExport(interval.Value));
            if (await _timeProvider.ReachesAsync(due, wake).ConfigureAwait(false))
            {
                // From the time that it was due: an export that began late does not move all later ones.
                var now = _timeProvider.GetTimestamp();
                last = _timeProvider.GetElapsedTime(due!.Value, now) < interval ? due.Value : now;
                await ExportAsync().ConfigureAwait(false);
            }
            else
            {
                _failures = 0;
            }
        }
    }

    /// <summary>Returns the token that ends the next wait, or null if the loop ends.</summary>
    private CancellationToken? StartWaiting()
    {
        lock (_lock)
        {
            if (_isEnding)
            {
                return null;
            }

            if (_wake.IsCancellationRequested)
            {
                _wake.Dispose();
                _wake = new CancellationTokenSource();
            }

            return _wake.Token;
        }
    }

    private async Task ExportAsync()
    {
        try
        {
            var failure = await _calls.RunAsync(isLast: false, _cancellationToken).ConfigureAwait(false);
            if (failure is not null && _cancellationToken.IsCancellationRequested)
            {
                _diagnostics.Cancelled();
            }

            _failures = failure is null ? 0 : _failures + 1;
        }
        catch (OperationCanceledException)
        {
            // The loop ends before the export has begun.
        }
    }

    /// <summary>An export on demand that succeeds ends the failures too.</summary>
    private TimeSpan TimeToNextExport(TimeSpan interval) =>
        ExportBackoff.NextExport(interval, Math.Min(_failures, _calls.Status.ConsecutiveFailures), Random.Shared.NextDouble());

    private void ReportStart(TimeSpan? interval)
    {
        if (interval is { } time && !_isStartReported)
        {
            _isStartReported = true;
            _diagnostics.Started(time);
        }
    }

    private void OnChanged(object? sender, EventArgs change) => Wake();

    private void Wake()
    {
        lock (_lock)
        {
            if (!_isDisposed)
            {
                // It does not continue the loop on this thread: see ReachesAsync.
                _wake.Cancel();
            }
        }
    }
}
