using Microsoft.Extensions.Logging;

namespace PrometheusMetrics.Hosting;

/// <summary>Calls one refresher, never twice at once, and reports when it begins to fail and when it recovers.</summary>
/// <threadsafety>Every member may be called from any thread.</threadsafety>
internal sealed partial class Refresher
{
    private const ConfigureAwaitOptions SuppressThrowing = ConfigureAwaitOptions.SuppressThrowing;

    private readonly RefresherRegistration _registration;
    private readonly Func<CancellationToken, Task> _refresh;
    private readonly CancellationToken _stopping;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly ICounter _errors;
    private readonly ICounter _timeouts;
    private readonly Lock _gate = new();
    private RefresherCall? _call;
    private bool _isFailing;

    /// <param name="registration">The refresher.</param>
    /// <param name="refresh">A function that calls it.</param>
    /// <param name="errors">The counter of failures, with the labels <c>refresher</c> and <c>reason</c>.</param>
    /// <param name="timeProvider">The time provider.</param>
    /// <param name="logger">The logger.</param>
    /// <param name="stopping">A token that is cancelled when no values are needed any more.</param>
    public Refresher(
        RefresherRegistration registration,
        Func<CancellationToken, Task> refresh,
        IMetricFamily<ICounter> errors,
        TimeProvider timeProvider,
        ILogger logger,
        CancellationToken stopping)
    {
        _registration = registration;
        _refresh = refresh;
        _timeProvider = timeProvider;
        _logger = logger;
        _stopping = stopping;
        _errors = errors.WithLabels(registration.Name, "error");
        _timeouts = errors.WithLabels(registration.Name, "timeout");
    }

    /// <summary>Joins the call in progress, or begins one.</summary>
    public RefresherCall JoinOrBegin()
    {
        lock (_gate)
        {
            return _call is { HasEnded: false } ? _call : _call = Begin();
        }
    }

    /// <summary>Counts a collection that goes on now, if it goes on with old values.</summary>
    public void Count(RefresherCall call)
    {
        if (!call.Result.IsCompleted)
        {
            _timeouts.Inc();
        }
        else if (call.Result.IsFaulted)
        {
            _errors.Inc();
        }
    }

    private RefresherCall Begin()
    {
        // Without the context of the collection, which may be that of a request: the call belongs to no request.
        var result = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        ThreadPool.UnsafeQueueUserWorkItem(call => _ = ExecuteAsync(call), result, preferLocal: false);
        return new RefresherCall(result.Task, WaitAsync(result.Task));
    }

    private async Task ExecuteAsync(TaskCompletionSource result)
    {
        try
        {
            await _refresh(_stopping).ConfigureAwait(false);
            result.SetResult();
        }
        catch (Exception exception)
        {
            result.SetException(exception);

            // Once the host is disposed, nothing waits for the call.
            _ = result.Task.Exception;
        }
    }

    private async Task WaitAsync(Task result)
    {
        await result.WaitAsync(_registration.AtMost, _timeProvider, _stopping).ConfigureAwait(SuppressThrowing);
        if (_stopping.IsCancellationRequested)
        {
            return;
        }

        Report(result);
        if (!result.IsCompleted)
        {
            _ = ReportLateAsync(result);
        }
    }

    private void Report(Task result)
    {
        var wasFailing = _isFailing;
        _isFailing = !result.IsCompletedSuccessfully;
        var name = ForeignText.Escape(_registration.Name);
        switch (wasFailing, _isFailing)
        {
            case (false, true) when result.Exception is { } exception:
                LogFailure(name, exception.InnerException!);
                break;
            case (false, true):
                LogTimeout(name, _registration.AtMost);
                break;
            case (true, false):
                LogRecovery(name);
                break;
        }
    }

    // Otherwise the reason why it takes so long would be unknown.
    private async Task ReportLateAsync(Task result)
    {
        await result.ConfigureAwait(SuppressThrowing);
        if (result.Exception is { } exception && !_stopping.IsCancellationRequested)
        {
            LogLateFailure(ForeignText.Escape(_registration.Name), exception.InnerException!);
        }
    }

    [LoggerMessage(1, LogLevel.Warning,
        "The refresher {Refresher} failed, so the metrics keep their old values. " +
        "Further failures are only counted in metrics_refresher_errors_total until it recovers.")]
    private partial void LogFailure(string refresher, Exception exception);

    [LoggerMessage(2, LogLevel.Warning,
        "The refresher {Refresher} did not return within {AtMost}, so the metrics keep their old values until it returns. " +
        "Further failures are only counted in metrics_refresher_errors_total until it recovers.")]
    private partial void LogTimeout(string refresher, TimeSpan atMost);

    [LoggerMessage(3, LogLevel.Information, "The refresher {Refresher} works again.")]
    private partial void LogRecovery(string refresher);

    [LoggerMessage(4, LogLevel.Debug, "The refresher {Refresher} failed after its time was over.")]
    private partial void LogLateFailure(string refresher, Exception exception);
}
