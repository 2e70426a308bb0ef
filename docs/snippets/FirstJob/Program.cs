using PrometheusMetrics;

var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddPrometheusMetrics();
builder.Services.AddHostedService<ImportJob>();
builder.Build().Run();

internal sealed class ImportJob(IMetricFactory metrics, IHostApplicationLifetime lifetime) : BackgroundService
{
    private readonly ICounter _rows = metrics.CreateCounter("rows_imported_total", "Number of rows imported.");

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _rows.Inc(1234);
        lifetime.StopApplication();
        return Task.CompletedTask;
    }
}
