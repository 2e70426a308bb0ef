namespace PrometheusMetrics.Hosting;

/// <summary>The pusher of a host whose metrics are off. Batch jobs are run by it without being measured.</summary>
internal sealed class NullMetricPusher : IMetricPusher
{
    private NullMetricPusher()
    {
    }

    public static NullMetricPusher Instance { get; } = new();

    public Task PushAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;
}
