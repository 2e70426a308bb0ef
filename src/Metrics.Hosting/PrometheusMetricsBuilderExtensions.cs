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

    /// <summary>Adds a named gateway, or configures it in code, which overrides its configuration section
    /// <c>Prometheus:Pushgateways:&lt;name&gt;</c>. Several calls for one name configure one gateway. A gateway that has a section needs no
    /// call.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The name, of letters, digits, <c>-</c> and <c>_</c>, but not <c>default</c>. It is the value of the label
    /// <c>pusher</c>, and the key of the gateway's <see cref="IMetricPusher"/>.</param>
    /// <param name="configure">A delegate that sets options.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException">The name is illegal, or differs from another one in case only.</exception>
    public static IPrometheusMetricsBuilder ConfigurePushgateway(
        this IPrometheusMetricsBuilder builder, string name, Action<PushgatewayOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        PushgatewayName.Verify(name);
        ArgumentNullException.ThrowIfNull(configure);
        PushgatewayName.Register(builder.Services, name);
        builder.Services.Configure(name, configure);
        return builder;
    }

    /// <summary>Configures the text file for node_exporter in code, which overrides the configuration section.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">A delegate that sets options.</param>
    /// <returns>The same builder.</returns>
    public static IPrometheusMetricsBuilder ConfigureTextfile(
        this IPrometheusMetricsBuilder builder, Action<TextfileOptions> configure)
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
        if (IsNew(builder, name, typeof(TExporter), factory: null))
        {
            builder.Services.TryAddSingleton<TExporter>();
            builder.AddExport(name, typeof(TExporter), factory: null, provider => provider.GetRequiredService<TExporter>());
        }

        return builder.ConfigureExport(name, configure);
    }

    /// <summary>Adds an exporter, as <see cref="AddExporter{TExporter}"/>, that a function creates: several exporters of one type may be
    /// added under different names.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The name in logs, in the label <c>exporter</c> and of the named options; not empty or white space. The exporter
    /// can be injected as a keyed service with this name.</param>
    /// <param name="factory">A function that creates the exporter, once, when the host starts. The exporter is disposed with the
    /// host.</param>
    /// <param name="configure">A delegate that sets the schedule, or null for the defaults: one export, at shutdown.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException">The name is empty or white space.</exception>
    /// <exception cref="InvalidOperationException">Another exporter has the name.</exception>
    public static IPrometheusMetricsBuilder AddExporter(
        this IPrometheusMetricsBuilder builder,
        string name,
        Func<IServiceProvider, IMetricExporter> factory,
        Action<MetricExportOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(factory);
        if (IsNew(builder, name, typeof(IMetricExporter), factory))
        {
            builder.Services.AddKeyedSingleton(name, (provider, _) => factory(provider));
            builder.AddExport(name, typeof(IMetricExporter), factory, provider => provider.GetRequiredKeyedService<IMetricExporter>(name));
        }

        return builder.ConfigureExport(name, configure);
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
    /// package: before options that are set in code, and at start, so that mistakes in it are reported then. If the metrics are off, the
    /// options are the defaults, and nothing is read or validated.</summary>
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
        builder.Services.AddSwitchedOptions<TOptions>();
        builder.Services.ConfigureFirst<TOptions>((_, configuration, options) => section.Bind(configuration, options));
        return builder;
    }

    /// <exception cref="InvalidOperationException">Another exporter has the name.</exception>
    private static bool IsNew(IPrometheusMetricsBuilder builder, string name, Type type, Delegate? factory)
    {
        var existing = builder.Services
            .Select(service => service.IsKeyedService ? null : service.ImplementationInstance as ExporterRegistration)
            .FirstOrDefault(registration => registration?.Name == name);
        if (existing is not null && (existing.Type != type || !Equals(existing.Factory, factory)))
        {
            throw new InvalidOperationException(
                $"The exporter '{ForeignText.Escape(name)}' is {Describe(existing.Type)} already, " +
                $"so {Describe(type)} can't have its name. Choose another name.");
        }

        return existing is null;
    }

    private static string Describe(Type type) => type == typeof(IMetricExporter) ? "one from a function" : type.Name;

    private static void AddExport(
        this IPrometheusMetricsBuilder builder,
        string name,
        Type type,
        Delegate? factory,
        Func<IServiceProvider, IMetricExporter> getExporter)
    {
        builder.Services.AddSingleton(
            new ExporterRegistration(name, type, provider => CreateExport(provider, name, getExporter))
            {
                PrepareCheck = provider => PrepareCheck(provider, name),
                Factory = factory,
            });
        builder.Services.AddSwitchedOptions<MetricExportOptions>(name);
        builder.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<MetricExportOptions>, MetricExportOptionsValidator>());
    }

    private static IPrometheusMetricsBuilder ConfigureExport(
        this IPrometheusMetricsBuilder builder, string name, Action<MetricExportOptions>? configure)
    {
        if (configure is not null)
        {
            builder.Services.Configure(name, configure);
        }

        return builder;
    }

    private static IEnumerable<PeriodicExport> CreateExport(
        IServiceProvider provider, string name, Func<IServiceProvider, IMetricExporter> getExporter)
    {
        var options = provider.GetRequiredService<IOptionsMonitor<MetricExportOptions>>().Get(name);
        if (options.Enabled)
        {
            yield return new PeriodicExport(
                name,
                getExporter(provider),
                new ExportSchedule(options),
                new NamedExportDiagnostics(
                    name, provider.GetRequiredService<IMetricFactory>(), provider.GetRequiredService<ILogger<MetricExportService>>()),
                provider.GetRequiredService<IMetricSource>(),
                provider.GetRequiredService<TimeProvider>());
        }
    }

    private static Func<bool> PrepareCheck(IServiceProvider provider, string name)
    {
        var options = provider.GetRequiredService<IOptionsMonitor<MetricExportOptions>>();
        return () => options.Get(name).Enabled;
    }
}
