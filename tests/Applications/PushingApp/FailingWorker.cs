namespace PushingApp;

/// <summary>A background service that works until it is told to fail.</summary>
internal sealed class FailingWorker : BackgroundService
{
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Fail() => _end.TrySetException(new InvalidOperationException("This worker fails."));

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _end.Task.WaitAsync(stoppingToken);
}
