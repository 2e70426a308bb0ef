using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PrometheusMetrics;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Extension methods that configure Prometheus metrics in a host.</summary>
public static class PrometheusMetricsBuilderExtensions
{
    /// <summary>Adds a collector, created by dependency injection and registered when the host starts. Adding it twice has no
    /// effect.</summary>
    /// <typeparam name="TCollector">The type of the collector, which is a singleton that can be injected under this type.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <returns>The same builder.</returns>
    public static IPrometheusMetricsBuilder AddCollector<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TCollector>(
        this IPrometheusMetricsBuilder builder)
        where TCollector : class, ICollector
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton<TCollector>();
        builder.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<ICollector, TCollector>(provider => provider.GetRequiredService<TCollector>()));
        return builder;
    }

    /// <summary>Configures the pushes to a Pushgateway in code, which overrides the configuration section.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">A delegate that sets options.</param>
    /// <returns>The same builder.</returns>
    public static IPrometheusMetricsBuilder ConfigurePushgateway(
        this IPrometheusMetricsBuilder builder, Action<PushgatewayOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.Configure(configure);
        return builder;
    }

    /// <summary>Adds an exporter, created by dependency injection when the host starts. The host calls it on the exporter's own schedule,
    /// in parallel with other exporters, counts its outcomes in <c>metrics_export_attempts_total{exporter,outcome}</c>, and logs when it
    /// begins to fail and when it recovers. Adding it twice under one name adds it once.</summary>
    /// <typeparam name="TExporter">The type of the exporter, which is a singleton that can be injected under this type.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The name in logs, in the label <c>exporter</c> and of the named options; not empty or white space. To set a
    /// schedule that depends on other options, use
    /// <c>services.AddOptions&lt;MetricExportOptions&gt;(name).Configure&lt;…&gt;(…)</c>.</param>
    /// <param name="configure">A delegate that sets the schedule, or null for the defaults: one export, at shutdown.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException">The name is empty or white space.</exception>
    /// <exception cref="InvalidOperationException">Another exporter has the name.</exception>
    public static IPrometheusMetricsBuilder AddExporter<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TExporter>(
        this IPrometheusMetricsBuilder builder, string name, Action<MetricExportOptions>? configure = null)
        where TExporter : class, IMetricExporter
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var services = builder.Services;
        var existing = services.Select(service => service.IsKeyedService ? null : service.ImplementationInstance as ExporterRegistration)
            .FirstOrDefault(registration => registration?.Name == name);
        if (existing is null)
        {
            services.TryAddSingleton<TExporter>();
            services.AddSingleton(new ExporterRegistration(name, typeof(TExporter), provider => CreateExport<TExporter>(provider, name)));
            services.AddOptionsWithValidateOnStart<MetricExportOptions>(name);
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<MetricExportOptions>, MetricExportOptionsValidator>());
        }
        else if (existing.Type != typeof(TExporter))
        {
            throw new InvalidOperationException(
                $"The exporter '{ForeignText.Escape(name)}' is {existing.Type.Name} already, " +
                $"so {typeof(TExporter).Name} can't have its name. Choose another name.");
        }

        if (configure is not null)
        {
            services.Configure(name, configure);
        }

        return builder;
    }

    /// <summary>Registers a configuration section below <c>Prometheus</c> that your package reads. The check of <c>Prometheus</c> at start
    /// then rejects mistyped forms of its name, and never rejects the name itself as a mistyped form of another.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The section's name without <c>Prometheus:</c>, such as <c>RemoteWrite</c>; not empty or white space.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException">The name is empty or white space, or has a colon.</exception>
    public static IPrometheusMetricsBuilder AddConfigurationSection(this IPrometheusMetricsBuilder builder, string name)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ConfigurationSectionName.Verify(name);
        builder.Services.AddSingleton(new ConfigurationSectionName(name));
        return builder;
    }

    /// <summary>Registers a configuration section below <c>Prometheus</c> that your package reads, and reads it into the options of the
    /// package: before options that are set in code, and at start, so that mistakes in it are reported then.</summary>
    /// <typeparam name="TOptions">The type of the options.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="section">The description of the section.</param>
    /// <returns>The same builder.</returns>
    public static IPrometheusMetricsBuilder AddConfigurationSection<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TOptions>(
        this IPrometheusMetricsBuilder builder, OptionsSection<TOptions> section)
        where TOptions : class
    {
        ArgumentNullException.ThrowIfNull(section);
        builder.AddConfigurationSection(section.Name);
        builder.Services.AddOptionsWithValidateOnStart<TOptions>();
        builder.Services.ConfigureFirst<TOptions>((_, configuration, options) => section.Bind(configuration, options));
        return builder;
    }

    private static PeriodicExport? CreateExport<TExporter>(IServiceProvider provider, string name)
        where TExporter : class, IMetricExporter
    {
        var options = provider.GetRequiredService<IOptionsMonitor<MetricExportOptions>>().Get(name);
        return options.Enabled
            ? new PeriodicExport(
                provider.GetRequiredService<TExporter>(),
                options,
                new NamedExportDiagnostics(
                    name, provider.GetRequiredService<IMetricFactory>(), provider.GetRequiredService<ILogger<MetricExportService>>()),
                provider.GetRequiredService<IMetricSource>(),
                provider.GetRequiredService<TimeProvider>())
            : null;
    }
}
