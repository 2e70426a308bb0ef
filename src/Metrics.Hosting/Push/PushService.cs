using PrometheusMetrics.Collection;
using PrometheusMetrics.Pushgateway;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace PrometheusMetrics.Hosting;

/// <summary>Pushes the registry on an interval and after everything else has stopped. Does nothing until an endpoint is set.</summary>
internal sealed partial class PushService : IHostedLifecycleService, IDisposable
{
    private readonly PushgatewayOptions _options;
    private readonly IMetricSource _source;
    private readonly IHttpClientFactory _httpClients;
    private readonly IMetricFamily<ICounter> _attempts;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();

    // Can still be asked when its source is disposed, which may happen before the loop ends.
    private readonly CancellationToken _stoppingToken;
    private Task _loop = Task.CompletedTask;
    private bool _lossIsNoted;

    public PushService(
        IOptions<PushgatewayOptions> options,
        IMetricSource source,
        IMetricFactory factory,
        IHttpClientFactory httpClients,
        TimeProvider clock,
        ILogger<PushService> logger)
    {
        _options = options.Value;
        _source = source;
        _httpClients = httpClients;
        _clock = clock;
        _logger = logger;
        _stoppingToken = _stopping.Token;
        _attempts = factory.CreateCounter("metrics_push_attempts_total", "Pushes to the Pushgateway.", "outcome");
    }

    private bool IsOn => !string.IsNullOrEmpty(_options.Endpoint);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (IsOn && _options.Interval is { } interval)
        {
            if (_options.GroupingKey is null or { Count: 0 })
            {
                LogNoGroupingKey(interval, _options.Job);
            }

            _loop = PushRepeatedlyAsync(interval);
        }

        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Runs when every hosted service has stopped, so the last request and the last job are in what is pushed here.</summary>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        if (!IsOn)
        {
            return;
        }

        try
        {
            // Away from here, and waited for no longer than the host waits: a collector may block, whatever it is asked to do.
            await Task.Run(() => FinishAsync(cancellationToken), CancellationToken.None).WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            NoteShutdownOver();
        }
    }

    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private async Task FinishAsync(CancellationToken token)
    {
        await _loop;
        if (!_options.PushOnShutdown)
        {
            return;
        }

        if (token.IsCancellationRequested)
        {
            NoteShutdownOver();
        }
        else
        {
            await PushAsync(token);
        }
    }

    private async Task PushRepeatedlyAsync(TimeSpan interval)
    {
        using var timer = new PeriodicTimer(interval, _clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_stoppingToken))
            {
                await PushAsync(_stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The host stops; the push at shutdown, if there is one, has the last word.
        }
    }

    /// <summary>Pushes once. Whatever goes wrong is counted and logged, and never thrown: it must not disturb the application.</summary>
    private async Task PushAsync(CancellationToken token)
    {
        try
        {
            await PushAndReportAsync(token);
        }
        catch (Exception)
        {
            // Only a logger can have thrown; there is nobody left to tell, and the next push must come all the same.
        }
    }

    private async Task PushAndReportAsync(CancellationToken token)
    {
        using var timeout = new CancellationTokenSource(_options.Timeout, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(token, timeout.Token);
        try
        {
            using var client = CreateClient();
            await client.PushAsync(_source, either.Token);
            Count("success");
        }
        catch (OperationCanceledException) when (token == _stoppingToken && token.IsCancellationRequested)
        {
            // The host stops, so this push is given up. It is lost only if no other one follows.
            if (!_options.PushOnShutdown)
            {
                Count("failure");
                LogGivenUp(_options.Job);
            }
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            Count("failure");
            LogTimeout(_options.Job, _options.Timeout);
        }
        catch (OperationCanceledException)
        {
            NoteShutdownOver();
        }
        catch (Exception exception)
        {
            Count("failure");
            LogFailure(_options.Job, exception.Message, exception is PushgatewayException or CollectionFailedException ? null : exception);
        }
    }

    private PushgatewayClient CreateClient()
    {
        var http = _httpClients.CreateClient(PushgatewayOptions.HttpClientName);
        return new PushgatewayClient(http, _options.CreateTarget());
    }

    private void NoteShutdownOver()
    {
        if (_options.PushOnShutdown && Interlocked.Exchange(ref _lossIsNoted, true) == false)
        {
            Count("failure");
            LogShutdownOver(_options.Job);
        }
    }

    private void Count(string outcome) => _attempts.WithLabels(outcome).Inc();

    [LoggerMessage(1, LogLevel.Information, "Metrics are pushed every {Interval} under job '{Job}' without a grouping key. If several instances run, each overwrites the others: set Prometheus:Pushgateway:GroupingKey, an 'instance' for example.")]
    private partial void LogNoGroupingKey(TimeSpan interval, string? job);

    [LoggerMessage(2, LogLevel.Warning, "The metrics of job '{Job}' were not pushed. {Reason}")]
    private partial void LogFailure(string? job, string reason, Exception? exception);

    [LoggerMessage(3, LogLevel.Warning, "The metrics of job '{Job}' were not pushed: the Pushgateway took longer than {Timeout} (Prometheus:Pushgateway:Timeout).")]
    private partial void LogTimeout(string? job, TimeSpan timeout);

    [LoggerMessage(4, LogLevel.Warning, "The last metrics of job '{Job}' were not pushed and are lost: the host's shutdown time was over. Raise HostOptions.ShutdownTimeout.")]
    private partial void LogShutdownOver(string? job);

    [LoggerMessage(5, LogLevel.Information, "A push of the metrics of job '{Job}' was given up, because the host stops.")]
    private partial void LogGivenUp(string? job);
}
