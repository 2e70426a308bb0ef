namespace PushingApp;

/// <summary>A job that runs while the host starts, and fails.</summary>
internal sealed class FailingStart(Work work) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        work.Do(3);
        throw new InvalidOperationException("This job fails.");
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
