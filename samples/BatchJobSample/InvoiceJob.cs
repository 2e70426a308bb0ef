using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PrometheusMetrics;

namespace BatchJobSample;

/// <summary>Writes invoices and stops the application. Its metrics are pushed after the host has stopped.</summary>
public sealed partial class InvoiceJob(IMetricFactory metrics, IHostApplicationLifetime lifetime, ILogger<InvoiceJob> logger)
    : BackgroundService
{
    private const int Invoices = 100;

    private readonly ICounter _written = metrics.CreateCounter("invoices_written_total", "Invoices written.");
    private readonly IGauge _duration = metrics.CreateGauge("invoice_job_duration_seconds", "Duration of the last run.");
    private readonly IGauge _lastSuccess = metrics.CreateGauge(
        "invoice_job_last_success_timestamp_seconds", "Time of the last successful run.");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using (_duration.StartTimer())
        {
            for (var i = 0; i < Invoices; i++)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(5), stoppingToken);
                _written.Inc();
            }
        }

        _lastSuccess.SetToCurrentTime();
        LogDone(Invoices);
        lifetime.StopApplication();
    }

    [LoggerMessage(1, LogLevel.Information, "{Count} invoices written; the metrics are pushed now.")]
    private partial void LogDone(int count);
}
