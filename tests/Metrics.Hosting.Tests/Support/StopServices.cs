using Microsoft.Extensions.Hosting;

namespace PrometheusMetrics.Tests.Support;

/// <summary>Stops when the test says so, or when the host gives it up.</summary>
internal sealed class SlowService : IHostedService
{
    private readonly TaskCompletionSource _stopping = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _stop = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the host stops it.</summary>
    public Task Stopping => _stopping.Task.InTime();

    public void Stop() => _stop.SetResult();

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _stopping.SetResult();
        return _stop.Task.WaitAsync(cancellationToken);
    }
}

/// <summary>Ignores that it is stopped.</summary>
internal sealed class SlowWorker : BackgroundService
{
    private readonly TaskCompletionSource _running = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _stopping = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when it runs: a service that is stopped before does not begin.</summary>
    public Task Running => _running.Task.InTime();

    /// <summary>Ends when the host stops it.</summary>
    public Task Stopping => _stopping.Task.InTime();

    public void Release() => _end.SetResult();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var stopping = stoppingToken.Register(_stopping.SetResult);
        _running.SetResult();
        await _end.Task;
    }
}

/// <summary>Runs until it is stopped.</summary>
internal sealed class QuickWorker : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Delay(Timeout.Infinite, stoppingToken);
}

/// <summary>Ends by itself.</summary>
internal sealed class StoppedWorker : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.CompletedTask;
}

/// <summary>Fails as soon as it runs.</summary>
internal sealed class FailingWorker : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        throw new InvalidOperationException("no database");
    }
}
