using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Hosting;

/// <summary>Registers what writes the text file.</summary>
internal static class TextfileServices
{
    /// <summary>The name of the export in logs and metrics.</summary>
    public const string ExporterName = "Textfile";

    public static void AddTextfile(this IServiceCollection services)
    {
        services.AddSwitchedOptions<TextfileOptions>();
        services.ConfigureFirst<TextfileOptions>(
            static (_, configuration, options) => TextfileOptions.Section.Bind(configuration, options));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TextfileOptions>, TextfileOptionsValidator>());
        services.AddSingleton(
            new ExporterRegistration(ExporterName, typeof(TextfileExporter), CreateExport) { PrepareCheck = PrepareCheck });
    }

    private static Func<bool> PrepareCheck(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptionsMonitor<TextfileOptions>>();
        return () => options.CurrentValue.IsOn;
    }

    private static IEnumerable<PeriodicExport> CreateExport(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<TextfileOptions>>().Value;
        if (options.IsOn)
        {
            yield return new PeriodicExport(
                ExporterName,
                new TextfileExporter(
                    options, provider.GetRequiredService<BatchJobs>(), provider.GetRequiredService<ILogger<TextfileExporter>>()),
                new ExportSchedule(options.CreateSchedule()),
                new NamedExportDiagnostics(
                    ExporterName,
                    provider.GetRequiredService<IMetricFactory>(),
                    provider.GetRequiredService<ILogger<MetricExportService>>()),
                provider.GetRequiredService<IMetricSource>(),
                provider.GetRequiredService<TimeProvider>());
        }
    }
}
