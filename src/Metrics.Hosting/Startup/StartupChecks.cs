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
    private readonly PushgatewayOptions _pushes;
    private readonly ILogger _logger;

    public StartupChecks(IServiceCollection services, IServiceProvider provider)
    {
        _services = services;
        _provider = provider;
        _report = provider.GetRequiredService<StartupReport>();
        _pushes = provider.GetRequiredService<IOptions<PushgatewayOptions>>().Value;
        _logger = provider.GetRequiredService<ILogger<StartupReport>>();
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        _report.RunChecks();
        foreach (var service in _report.GetServices())
        {
            await service.StartingAsync(cancellationToken);
            await service.StartAsync(cancellationToken);
            await service.StartedAsync(cancellationToken);
        }

        LogWhatIsInUse();
        WarnOfUnregisteredCollectors();
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
        var pushes = string.IsNullOrEmpty(_pushes.Endpoint)
            ? $"off, because {PushgatewayOptions.SectionName}:{nameof(PushgatewayOptions.Endpoint)} is not set"
            : $"{DescribeSchedule(_pushes.Interval, _pushes.PushOnShutdown)}, to {_pushes.CreateTarget()}";
        var schedules = _provider.GetRequiredService<IOptionsMonitor<MetricExportOptions>>();
        var exporters = _provider.GetServices<ExporterRegistration>()
            .Where(exporter => exporter.Type != typeof(PushgatewayExporter))
            .Select(exporter => (exporter.Name, Schedule: schedules.Get(exporter.Name)))
            .ToList();
        LogStarted(
            endpoints.Count == 0 ? "none" : string.Join(", ", endpoints),
            collectors,
            pushes,
            exporters.Count == 0 ? "none" : string.Join("; ", exporters.Select(exporter => Describe(exporter.Name, exporter.Schedule))));
        if (endpoints.Count == 0 && string.IsNullOrEmpty(_pushes.Endpoint) && !exporters.Exists(exporter => exporter.Schedule.Enabled))
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

        // A key without a value means that pushes are off on purpose.
        var pushKeys = root.GetSection(PushgatewayOptions.Section.Name).GetChildren().Select(child => child.Key).ToList();
        if (string.IsNullOrEmpty(_pushes.Endpoint)
            && pushKeys.Count > 0
            && !pushKeys.Contains(nameof(PushgatewayOptions.Endpoint), StringComparer.OrdinalIgnoreCase))
        {
            LogNoEndpointOfPushes();
        }
    }

    private static Type GetImplementation(ServiceDescriptor service) => service.IsKeyedService
        ? service.KeyedImplementationInstance?.GetType() ?? service.KeyedImplementationType ?? service.ServiceType
        : service.ImplementationInstance?.GetType() ?? service.ImplementationType ?? service.ServiceType;

    private static bool IsCollector(Type type) =>
        type != typeof(ICollector) && type.IsAssignableTo(typeof(ICollector)) && !type.ContainsGenericParameters;

    private static string Describe(string exporter, MetricExportOptions options) =>
        $"'{ForeignText.Escape(exporter)}' {(options.Enabled ? DescribeSchedule(options.Interval, options.ExportOnShutdown) : "off")}";

    private static string DescribeSchedule(TimeSpan? interval, bool atShutdown) =>
        interval is null ? "at shutdown" : $"every {interval}{(atShutdown ? " and at shutdown" : "")}";

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
        "The configuration section 'Prometheus:Pushgateway' has no effect, because its key Endpoint is missing: set it, for example to " +
        "http://pushgateway:9091, or to an empty text if pushes are off on purpose.")]
    private partial void LogNoEndpointOfPushes();

    [LoggerMessage(8, LogLevel.Warning,
        "The configuration section 'Prometheus:Endpoint' has no effect here: call app.MapMetrics() or AddMetricsServer(), or remove " +
        "the section.")]
    private partial void LogEndpointNotUsed();

    [LoggerMessage(9, LogLevel.Warning,
        "The configuration section 'Prometheus:Server' has no effect here: call AddMetricsServer() of the package Metrics.AspNetCore, or " +
        "remove the section.")]
    private partial void LogServerNotUsed();
}
