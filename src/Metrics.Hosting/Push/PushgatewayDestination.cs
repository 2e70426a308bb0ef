using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Hosting;

/// <summary>One gateway of the host: its setup, which changes when the configuration does, and the exports to it.</summary>
/// <threadsafety>Every member may be used from any thread, except that <see cref="Change"/> is called by one at a time.</threadsafety>
internal sealed class PushgatewayDestination
{
    private readonly GroupingKeyPlaceholders _placeholders;
    private readonly PushgatewayDiagnostics _diagnostics;
    private readonly ExportSchedule _schedule;
    private volatile PushgatewaySetup _setup;

    private PushgatewayDestination(
        string name, PushgatewaySetup setup, PushgatewayDiagnostics diagnostics, IServiceProvider provider, ExportSchedule schedule)
    {
        Name = name;
        _setup = setup;
        _diagnostics = diagnostics;
        _schedule = schedule;
        _placeholders = new(provider.GetService<IHostEnvironment>());
        Exporter = new PushgatewayExporter(
            () => _setup,
            PushgatewayName.GetHttpClient(name),
            provider.GetRequiredService<IHttpClientFactory>(),
            new BatchJobGroups(provider.GetRequiredService<BatchJobs>()),
            diagnostics,
            provider.GetRequiredService<TimeProvider>());
        Export = new PeriodicExport(
            name.Length == 0 ? "Pushgateway" : $"Pushgateway.{name}",
            Exporter,
            schedule,
            diagnostics,
            provider.GetRequiredService<IMetricSource>(),
            provider.GetRequiredService<TimeProvider>());
    }

    /// <summary>The name of the options.</summary>
    public string Name { get; }

    /// <summary>The name in metrics and logs.</summary>
    public string ShownName => PushgatewayName.Show(Name);

    public PushgatewaySetup Setup => _setup;

    /// <summary>Whether there is an endpoint.</summary>
    public bool IsOn => _setup.Target is not null;

    public PushgatewayExporter Exporter { get; }

    public PeriodicExport Export { get; }

    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">A file with a secret can't be read.</exception>
    public static PushgatewayDestination Create(string name, PushgatewayOptions options, PushMetrics metrics, IServiceProvider provider)
    {
        var placeholders = new GroupingKeyPlaceholders(provider.GetService<IHostEnvironment>());
        var setup = PushgatewaySetup.Create(name, options, placeholders, previous: null, warn: _ => { });
        var schedule = new ExportSchedule(setup.Schedule);
        PushgatewayDestination? destination = null;
        var diagnostics = new PushgatewayDiagnostics(
            name, () => destination?._setup ?? setup, metrics, provider.GetRequiredService<ILogger<PushgatewayExporter>>());
        return destination = new(name, setup, diagnostics, provider, schedule);
    }

    /// <summary>Takes up other options, from the next push on.</summary>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">They can't be used; the earlier ones stay.</exception>
    public void Change(PushgatewayOptions options)
    {
        var previous = _setup;
        var setup = PushgatewaySetup.Create(Name, options, _placeholders, previous, _diagnostics.SecretKept);
        _setup = setup;
        if (previous.Target?.Address != setup.Target?.Address)
        {
            _diagnostics.TargetChanged(previous, setup);
        }

        if (!previous.HasSameSchedule(setup))
        {
            _schedule.Change(setup.Schedule);
        }
    }
}
