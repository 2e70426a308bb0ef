using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Hosting;

/// <summary>Starts the services of the <see cref="StartupReport"/> when the host has started, logs what is in use, and warns of what is
/// probably a mistake.</summary>
internal sealed partial class StartupChecks : IHostedLifecycleService, IDisposable
{
    private readonly IServiceCollection _services;
    private readonly IServiceProvider _provider;
    private readonly StartupReport _report;
    private readonly Pushgateways _gateways;
    private readonly MetricsSwitch _switch;
    private readonly ILogger _logger;

    public StartupChecks(IServiceCollection services, IServiceProvider provider)
    {
        _services = services;
        _provider = provider;
        _report = provider.GetRequiredService<StartupReport>();
        _switch = provider.GetRequiredService<MetricsSwitch>();

        // Created with this service, so that mistakes in the options of every gateway are reported before any service starts.
        _gateways = provider.GetRequiredService<Pushgateways>();
        _logger = provider.GetRequiredService<ILogger<StartupReport>>();
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        if (!_switch.IsOn)
        {
            LogOff(_switch.Reason);
            return;
        }

        _report.RunChecks();
        foreach (var service in _report.GetServices())
        {
            await service.StartingAsync(cancellationToken).ConfigureAwait(false);
            await service.StartAsync(cancellationToken).ConfigureAwait(false);
            await service.StartedAsync(cancellationToken).ConfigureAwait(false);
        }

        LogWhatIsInUse();
        WarnOfUnregisteredCollectors();
        WarnOfOtherRegistry<IMetricFactory>(factory => (factory as MetricFactory)?.Registry);
        WarnOfOtherRegistry<IMetricSource>(source => source as MetricRegistry);
        WarnOfOtherRegistry<ICollectorRegistry>(registry => registry as MetricRegistry);
        if (_provider.GetService<IConfiguration>() is { } configuration)
        {
            WarnOfNearSections(configuration);
            WarnOfUnusedSections(configuration.GetSection(PrometheusMetricsOptions.SectionName));
        }
    }

    public Task StoppingAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_report.GetServices().Select(service => service.StoppingAsync(cancellationToken)));

    public Task StopAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_report.GetServices().Select(service => service.StopAsync(cancellationToken)));

    public Task StoppedAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_report.GetServices().Select(service => service.StoppedAsync(cancellationToken)));

    public void Dispose()
    {
        foreach (var service in _report.GetServices().OfType<IDisposable>())
        {
            service.Dispose();
        }
    }

    private void LogWhatIsInUse()
    {
        var endpoints = _report.Endpoints;
        var collectors = _services.Count(service => !service.IsKeyedService && service.ServiceType == typeof(ICollector));
        var schedules = _provider.GetRequiredService<IOptionsMonitor<MetricExportOptions>>();
        var exporters = _provider.GetServices<ExporterRegistration>()
            .Where(exporter => exporter.Type != typeof(PushgatewayExporter) && exporter.Type != typeof(TextfileExporter))
            .Select(exporter => (exporter.Name, Schedule: schedules.Get(exporter.Name)))
            .ToList();
        var textfile = GetTextfile();
        List<string> descriptions = [.. exporters.Select(exporter => Describe(exporter.Name, exporter.Schedule))];
        if (textfile.IsOn)
        {
            var path = ForeignText.Escape(textfile.Path, ForeignText.MaxReasonLength);
            descriptions.Insert(0, $"'{TextfileServices.ExporterName}' {DescribeSchedule(textfile.CreateSchedule())}, to {path}");
        }

        LogStarted(
            endpoints.Count == 0 ? "none" : string.Join(", ", endpoints),
            collectors,
            DescribePushes(),
            descriptions.Count == 0 ? "none" : string.Join("; ", descriptions));
        if (endpoints.Count == 0
            && !textfile.IsOn
            && !_gateways.All.Any(gateway => gateway.IsOn)
            && !exporters.Exists(exporter => exporter.Schedule.Enabled))
        {
            LogNothingReads();
        }
    }

    private void WarnOfUnregisteredCollectors()
    {
        var registry = _provider.GetRequiredService<MetricRegistry>();
        foreach (var type in _services.Select(GetImplementation).Where(IsCollector).Distinct())
        {
            if (!registry.IsRegistered(type))
            {
                LogUnregisteredCollector(type.Name);
            }
        }
    }

    private void WarnOfOtherRegistry<TService>(Func<TService, MetricRegistry?> getRegistry)
        where TService : class
    {
        try
        {
            var service = _provider.GetRequiredService<TService>();
            var host = _provider.GetRequiredService<HostRegistry>();
            if (getRegistry(service) is { } other && other != host.Registry)
            {
                LogOtherRegistry(typeof(TService).Name);
            }
            else if (host.IsShared && service is MetricRegistry && RegistryServices.IsFunction(_services, typeof(TService)))
            {
                LogDisposal(typeof(TService).Name);
            }
        }
        catch (Exception)
        {
            // The application's function throws, as it does where the service is used.
        }
    }

    private void WarnOfNearSections(IConfiguration configuration)
    {
        if (!string.IsNullOrEmpty(configuration[PrometheusMetricsOptions.SectionName]))
        {
            LogValueOfSection();
        }

        // The name alone does not tell: the section of another package may be named alike, for example Prometheus2.
        var near = configuration.GetChildren()
            .Where(section => !section.Key.Equals(PrometheusMetricsOptions.SectionName, StringComparison.OrdinalIgnoreCase))
            .Where(section => NearName.Find(section.Key, [PrometheusMetricsOptions.SectionName]) is not null)
            .Where(section => section.GetChildren().Any(child => PrometheusSection.IsNear(_provider, child.Key)));
        foreach (var section in near)
        {
            LogNearSection(ForeignText.Escape(section.Key));
        }
    }

    private void WarnOfUnusedSections(IConfigurationSection root)
    {
        if (root.GetSection(PrometheusSection.HttpMetrics).Exists() && !_report.Uses(PrometheusSection.HttpMetrics))
        {
            LogHttpMetricsNotUsed();
        }

        if (root.GetSection(PrometheusSection.Endpoint).Exists() && !_report.Uses(PrometheusSection.Endpoint))
        {
            LogEndpointNotUsed();
        }

        if (root.GetSection(PrometheusSection.Server).Exists() && !_report.Uses(PrometheusSection.Server))
        {
            LogServerNotUsed();
        }

        var configuration = _provider.GetRequiredService<IConfiguration>();
        foreach (var name in _gateways.All.Where(gateway => !gateway.IsOn).Select(gateway => gateway.Name))
        {
            var section = configuration.GetSection(PushgatewayName.GetSection(name));
            if (HasOnlyOtherKeys(section, nameof(PushgatewayOptions.Endpoint)))
            {
                LogNoEndpointOfPushes(section.Path);
            }
        }

        if (!GetTextfile().IsOn && HasOnlyOtherKeys(root.GetSection(TextfileOptions.Section.Name), nameof(TextfileOptions.Path)))
        {
            LogNoPathOfTextfile();
        }
    }

    private TextfileOptions GetTextfile() => _provider.GetRequiredService<IOptions<TextfileOptions>>().Value;

    // A key without a value means that the feature is off on purpose.
    private static bool HasOnlyOtherKeys(IConfigurationSection section, string key)
    {
        var keys = section.GetChildren().Select(child => child.Key).ToList();
        return keys.Count > 0 && !keys.Contains(key, StringComparer.OrdinalIgnoreCase);
    }

    private string DescribePushes()
    {
        var active = _gateways.All.Where(gateway => gateway.IsOn).ToList();
        return active switch
        {
            [] => $"off, because {PushgatewayOptions.SectionName}:{nameof(PushgatewayOptions.Endpoint)} is not set",
            [{ Name: "" } only] => Describe(only.Setup),
            _ => string.Join("; ", active.Select(gateway => $"'{gateway.ShownName}' {Describe(gateway.Setup)}")),
        };
    }

    private static Type GetImplementation(ServiceDescriptor service) => service.IsKeyedService
        ? service.KeyedImplementationInstance?.GetType() ?? service.KeyedImplementationType ?? service.ServiceType
        : service.ImplementationInstance?.GetType() ?? service.ImplementationType ?? service.ServiceType;

    private static bool IsCollector(Type type) =>
        type != typeof(ICollector) && type.IsAssignableTo(typeof(ICollector)) && !type.ContainsGenericParameters;

    private static string Describe(string exporter, MetricExportOptions options) =>
        $"'{ForeignText.Escape(exporter)}' {(options.Enabled ? DescribeSchedule(options) : "off")}";

    private static string Describe(PushgatewaySetup setup) =>
        $"{DescribeSchedule(setup.Schedule)}, to {setup.Address}{(setup.Options.DeleteOnShutdown ? ", which is deleted at shutdown" : "")}";

    private static string DescribeSchedule(MetricExportOptions schedule)
    {
        string[] times =
        [
            .. schedule.ExportOnStart ? ["at start"] : Array.Empty<string>(),
            .. schedule.Interval is { } interval ? [$"every {interval}"] : Array.Empty<string>(),
            .. schedule.ExportOnShutdown ? ["at shutdown"] : Array.Empty<string>(),
        ];
        return string.Join(" and ", times);
    }

    [LoggerMessage(11, LogLevel.Information, "Prometheus metrics are off, because {Reason}.")]
    private partial void LogOff(string reason);

    [LoggerMessage(12, LogLevel.Warning,
        "The {Service} in the service container belongs to another registry than that of the host, which has the standard metrics and " +
        "the options. Remove this registration, and pass the registry: services.AddPrometheusMetrics(registry).")]
    private partial void LogOtherRegistry(string service);

    [LoggerMessage(13, LogLevel.Warning,
        "The {Service} in the service container is a function that returns the registry that was passed to AddPrometheusMetrics. The " +
        "container disposes it with this host, and the metrics of the next host cannot be created. Remove this registration.")]
    private partial void LogDisposal(string service);

    [LoggerMessage(1, LogLevel.Information,
        "Prometheus metrics have started. Endpoints: {Endpoints}. Collectors added: {Collectors}. Pushes: {Pushes}. " +
        "Exporters: {Exporters}.")]
    private partial void LogStarted(string endpoints, int collectors, string pushes, string exporters);

    [LoggerMessage(2, LogLevel.Warning,
        "Nothing reads the metrics: no endpoint is mapped, and nothing is pushed or exported. " +
        "Call app.MapMetrics() in a web application or AddMetricsServer() elsewhere, set Prometheus:Pushgateway:Endpoint, or add an " +
        "exporter.")]
    private partial void LogNothingReads();

    [LoggerMessage(3, LogLevel.Warning,
        "The collector {Collector} is in the service container, but is not registered, so its metrics are missing: " +
        "add it by AddCollector<{Collector}>().")]
    private partial void LogUnregisteredCollector(string collector);

    [LoggerMessage(4, LogLevel.Warning, "The configuration section '{Section}' is not read. Did you mean 'Prometheus'?")]
    private partial void LogNearSection(string section);

    [LoggerMessage(5, LogLevel.Warning,
        "'Prometheus' has a value, which is ignored, because it is a section: set the keys below it.")]
    private partial void LogValueOfSection();

    [LoggerMessage(6, LogLevel.Warning,
        "The configuration section 'Prometheus:HttpMetrics' has no effect here: call app.UseHttpMetrics(), or remove the section.")]
    private partial void LogHttpMetricsNotUsed();

    [LoggerMessage(7, LogLevel.Warning,
        "The configuration section '{Section}' has no effect, because its key Endpoint is missing: set it, for example to " +
        "http://pushgateway:9091, or to an empty text if pushes are off on purpose.")]
    private partial void LogNoEndpointOfPushes(string section);

    [LoggerMessage(8, LogLevel.Warning,
        "The configuration section 'Prometheus:Endpoint' has no effect here: call app.MapMetrics() or AddMetricsServer(), or remove " +
        "the section.")]
    private partial void LogEndpointNotUsed();

    [LoggerMessage(9, LogLevel.Warning,
        "The configuration section 'Prometheus:Server' has no effect here: call AddMetricsServer() of the package Metrics.AspNetCore, or " +
        "remove the section.")]
    private partial void LogServerNotUsed();

    [LoggerMessage(10, LogLevel.Warning,
        "The configuration section 'Prometheus:Textfile' has no effect, because its key Path is missing: set it, for example to " +
        "/var/lib/node_exporter/app.prom, or to an empty text if no file is written on purpose.")]
    private partial void LogNoPathOfTextfile();
}
