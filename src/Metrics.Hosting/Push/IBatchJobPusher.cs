namespace PrometheusMetrics.Hosting;

/// <summary>A pusher that measures batch jobs. It is separate, so that an application can implement <see cref="IMetricPusher"/> by one
/// method.</summary>
internal interface IBatchJobPusher : IMetricPusher
{
    BatchJobs Jobs { get; }
}
