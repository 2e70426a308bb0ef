using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using Prometheus;
using PrometheusMetrics.Testing;

namespace PrometheusMetrics.Benchmarks.Requests;

/// <summary>The ways to measure requests, each with its defaults: a histogram of durations and a gauge of requests in progress.</summary>
internal static partial class RequestMeterings
{
    public const string Bare = "no metrics";

    public static RequestMetering[] All =>
    [
        new(Bare, static _ => { }, static _ => null),
        new("`UseHttpMetrics`", static services => services.AddPrometheusMetrics(), UseOwn),
        new("`AddHttpMetrics`", static services => services.AddPrometheusMetrics().AddHttpMetrics(), static app => () => CountOwn(app)),
        new("prometheus-net 8.2.1, `UseHttpMetrics`", static _ => { }, UsePrometheusNet),
        new("the framework's meter, OpenTelemetry 1.20.1 listens", static services => services.AddMetrics(), UseOpenTelemetry),
    ];

    private static Func<double> UseOwn(WebApplication app)
    {
        HttpMetricsApplicationBuilderExtensions.UseHttpMetrics(app);
        return () => CountOwn(app);
    }

    private static double CountOwn(WebApplication app) =>
        app.Services.GetRequiredService<MetricRegistry>().GetSampleValue(
            "http_request_duration_seconds_count", ("method", "GET"), ("status", "200"), ("route", RequestSubject.Path));

    private static Func<double> UsePrometheusNet(WebApplication app)
    {
        var registry = Metrics.NewCustomRegistry();
        HttpMetricsMiddlewareExtensions.UseHttpMetrics(
            app, options => options.ConfigureMeasurements(measurement => measurement.Registry = registry));
        return () =>
        {
            using var body = new MemoryStream();
            registry.CollectAndExportAsTextAsync(body).GetAwaiter().GetResult();
            return double.Parse(
                DurationCount().Match(Encoding.UTF8.GetString(body.ToArray())).Groups[1].Value, CultureInfo.InvariantCulture);
        };
    }

    // Each application has a meter of its own with the same name.
    private static Func<double> UseOpenTelemetry(WebApplication app)
    {
        var meters = app.Services.GetRequiredService<IMeterFactory>();
        var exporter = new RequestCounter();
        var provider = Sdk.CreateMeterProviderBuilder()
            .AddMeter("Microsoft.AspNetCore.Hosting")
            .AddView(instrument => ReferenceEquals(instrument.Meter.Scope, meters) ? null : MetricStreamConfiguration.Drop)
            .AddReader(new BaseExportingMetricReader(exporter))
            .Build();
        app.Lifetime.ApplicationStopped.Register(provider.Dispose);
        return () =>
        {
            provider.ForceFlush();
            return exporter.Count;
        };
    }

    [GeneratedRegex(@"^http_request_duration_seconds_count\{.*\} (\d+)$", RegexOptions.Multiline)]
    private static partial Regex DurationCount();

    private sealed class RequestCounter : BaseExporter<Metric>
    {
        public long Count { get; private set; }

        public override ExportResult Export(in Batch<Metric> batch)
        {
            foreach (var metric in batch)
            {
                if (metric.Name == "http.server.request.duration")
                {
                    foreach (ref readonly var point in metric.GetMetricPoints())
                    {
                        Count = point.GetHistogramCount();
                    }
                }
            }

            return ExportResult.Success;
        }
    }
}
