using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace PrometheusMetrics.Hosting;

/// <summary>The gateways of the host. Those whose options change while the application runs take the changes up; options that become
/// illegal are reported, and the earlier ones stay in use.</summary>
internal sealed partial class Pushgateways : IDisposable
{
    private readonly Lock _gate = new();
    private readonly IOptionsFactory<PushgatewayOptions> _factory;
    private readonly IOptionsMonitorCache<PushgatewayOptions> _cache;
    private readonly ILogger _logger;
    private readonly IDisposable? _configurationChanges;
    private readonly IDisposable? _otherChanges;
    private readonly Dictionary<string, string> _errors = [];

    /// <exception cref="OptionsValidationException">Options are illegal.</exception>
    /// <exception cref="InvalidOperationException">A configuration section has mistakes.</exception>
    public Pushgateways(
        IServiceProvider provider,
        IOptionsMonitor<PushgatewayOptions> monitor,
        IOptionsFactory<PushgatewayOptions> factory,
        IOptionsMonitorCache<PushgatewayOptions> cache,
        IMetricFactory metrics,
        ILogger<PushgatewayExporter> logger)
    {
        _factory = factory;
        _cache = cache;
        _logger = logger;
        if (!provider.GetRequiredService<MetricsSwitch>().IsOn)
        {
            All = [];
            return;
        }

        var names = PushgatewayName.List(provider);
        AreLabelled = names.Count > 1 || provider.GetRequiredService<HostRegistry>().IsShared;
        All = Create(names, AreLabelled, provider, monitor, metrics);
        if (provider.GetService<IConfiguration>() is { } configuration)
        {
            _configurationChanges = ChangeToken.OnChange(configuration.GetReloadToken, Reload);
        }

        _otherChanges = monitor.OnChange((options, name) => Change(name ?? Options.DefaultName, gateway => gateway.Change(options)));
    }

    /// <summary>The gateways, also those that have no endpoint. The default one is the first.</summary>
    public IReadOnlyList<PushgatewayDestination> All { get; }

    /// <summary>Whether the metrics of pushes have the label of the gateway. In a registry that other hosts use too, this must not depend
    /// on the gateways of this host.</summary>
    public bool AreLabelled { get; }

    /// <exception cref="InvalidOperationException">There is no such gateway.</exception>
    public PushgatewayDestination Get(string name) =>
        All.FirstOrDefault(gateway => gateway.ShownName.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new InvalidOperationException(
            $"There is no gateway '{ForeignText.Escape(name)}' among {string.Join(", ", All.Select(gateway => gateway.ShownName))}: add " +
            $"the section {PushgatewayName.GetSection(name)}, or call ConfigurePushgateway(\"{ForeignText.Escape(name)}\", …).");

    public void Dispose()
    {
        _configurationChanges?.Dispose();
        _otherChanges?.Dispose();
    }

    private static PushgatewayDestination[] Create(
        IReadOnlyList<string> names,
        bool areLabelled,
        IServiceProvider provider,
        IOptionsMonitor<PushgatewayOptions> monitor,
        IMetricFactory metrics)
    {
        List<PushgatewayDestination> gateways = [];
        List<Exception> errors = [];
        foreach (var name in names)
        {
            try
            {
                var shownName = areLabelled ? PushgatewayName.Show(name) : null;
                gateways.Add(PushgatewayDestination.Create(name, monitor.Get(name), new PushMetrics(metrics, shownName), provider));
            }
            catch (Exception exception) when (exception is OptionsValidationException or InvalidOperationException)
            {
                errors.Add(exception);
            }
        }

        return errors.Count == 0 ? [.. gateways] : throw Combine(errors);
    }

    private static Exception Combine(List<Exception> errors)
    {
        if (errors.Count == 1)
        {
            return errors[0];
        }

        var failures = errors.OfType<OptionsValidationException>().SelectMany(error => error.Failures).ToList();
        return errors.TrueForAll(error => error is OptionsValidationException)
            ? new OptionsValidationException(PushgatewayOptions.NamedSectionName, typeof(PushgatewayOptions), failures)
            : new InvalidOperationException(string.Join(' ', errors.Select(error => error.Message)), errors[0]);
    }

    private void Reload()
    {
        foreach (var gateway in All)
        {
            Change(gateway.Name, TakeUpOptions);
        }
    }

    private void TakeUpOptions(PushgatewayDestination gateway)
    {
        var options = _factory.Create(gateway.Name);
        gateway.Change(options);
        _cache.TryRemove(gateway.Name);
        _cache.TryAdd(gateway.Name, options);
    }

    // It must not throw: it runs in the notification of the configuration, where an exception could end the process.
    private void Change(string name, Action<PushgatewayDestination> change)
    {
        try
        {
            lock (_gate)
            {
                TryChange(name, change);
            }
        }
        catch (Exception)
        {
            // Only a logger can throw here.
        }
    }

    private void TryChange(string name, Action<PushgatewayDestination> change)
    {
        try
        {
            if (All.FirstOrDefault(gateway => gateway.Name == name) is { } gateway)
            {
                change(gateway);
                _errors.Remove(name);
            }
        }
        catch (Exception exception)
        {
            // Several notifications may follow one change.
            if (_errors.GetValueOrDefault(name) != exception.Message)
            {
                _errors[name] = exception.Message;
                LogIllegalChange(PushgatewayName.GetSection(name), ForeignText.Escape(exception.Message, ForeignText.MaxReasonLength));
            }
        }
    }

    [LoggerMessage(12, LogLevel.Error,
        "The configuration '{Section}' has changed, but has mistakes, so the earlier one stays in use. {Reason}")]
    private partial void LogIllegalChange(string section, string reason);
}
