using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PrometheusMetrics;
using PrometheusMetrics.Hosting;

namespace BatchJobSample;

/// <summary>Reads a file of invoices once, and stops the application. The job is measured and pushed by <c>RunJobAsync</c>.</summary>
public sealed partial class InvoiceImport : BackgroundService
{
    /// <summary>The name of the job, and its label <c>batch_job</c>.</summary>
    public const string JobName = "invoice-import";

    private readonly IMetricPusher _pusher;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly ILogger _logger;
    private readonly string _file;
    private readonly ICounter _rows;
    private readonly ICounter _amount;

    public InvoiceImport(
        IMetricPusher pusher,
        IMetricFactory metrics,
        IConfiguration configuration,
        IHostApplicationLifetime lifetime,
        ILogger<InvoiceImport> logger)
    {
        _pusher = pusher;
        _lifetime = lifetime;
        _logger = logger;
        _file = configuration["Import:File"] ?? "invoices.csv";
        _rows = metrics.CreateCounter("invoice_rows_read_total", "Number of rows read from the file of invoices.");
        _amount = metrics.CreateCounter("invoice_amount_euros_total", "Sum of the amounts of the invoices, in euros.");
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            var rows = await _pusher.RunJobAsync(JobName, ImportAsync, stoppingToken);
            LogDone(rows, _file);
        }
        catch (Exception exception)
        {
            // The caller, such as cron, sees the exit code; the push has told Prometheus.
            LogFailure(exception, _file);
            Environment.ExitCode = 1;
        }
        finally
        {
            _lifetime.StopApplication();
        }
    }

    private async Task<int> ImportAsync(CancellationToken cancellationToken)
    {
        var number = 0;
        await foreach (var line in File.ReadLinesAsync(_file, cancellationToken))
        {
            number++;
            if (number == 1)
            {
                // The names of the columns.
                continue;
            }

            _amount.Inc(ParseAmount(line, number));
            _rows.Inc();
        }

        return number - 1;
    }

    private static double ParseAmount(string line, int number) =>
        line.Split(',') is [_, _, var amount]
        && double.TryParse(amount, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var euros)
            ? euros
            : throw new InvalidDataException($"Line {number} is not an invoice: write 'number,customer,amount'.");

    [LoggerMessage(1, LogLevel.Information, "{Rows} invoices of '{File}' were imported.")]
    private partial void LogDone(int rows, string file);

    [LoggerMessage(2, LogLevel.Error, "The import of '{File}' failed.")]
    private partial void LogFailure(Exception exception, string file);
}
