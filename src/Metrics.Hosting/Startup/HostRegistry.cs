using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Hosting;

/// <summary>The registry of the host: one of its own, which ends with it, or one of the application, which other hosts may use too and from
/// which only what the host added is taken away when it ends.</summary>
internal sealed class HostRegistry : IDisposable
{
    private readonly MetricRegistry? _own;
    private readonly SharedRegistry? _shared;
    private readonly Lock _gate = new();
    private readonly List<IDisposable> _uses = [];
    private readonly CancellationTokenRegistration _stopped;
    private bool _hasEnded;

    public HostRegistry(IServiceProvider provider)
    {
        var application = provider.GetService<ApplicationRegistry>()?.Registry;
        var timeProvider = provider.GetRequiredService<TimeProvider>();
        if (!provider.GetRequiredService<MetricsSwitch>().IsOn)
        {
            Registry = application ?? (_own = new MetricRegistry(new MetricRegistryOptions { TimeProvider = timeProvider }));
            return;
        }

        var options = provider.GetRequiredService<IOptions<PrometheusMetricsOptions>>().Value;
        var diagnostics = provider.GetRequiredService<MetricDiagnostics>();
        if (application is null)
        {
            Registry = _own = Create(options, timeProvider, diagnostics);
            return;
        }

        Registry = application;
        _shared = SharedRegistry.Get(application);
        try
        {
            _uses.Add(application.AddDiagnostics(diagnostics));
            AddStandardMetrics(_shared, options, timeProvider);
        }
        catch
        {
            End();
            throw;
        }

        _stopped = provider.GetService<IHostApplicationLifetime>()?.ApplicationStopped.UnsafeRegister(
            static registry => ((HostRegistry)registry!).End(), this) ?? default;
    }

    public MetricRegistry Registry { get; }

    /// <summary>Whether other hosts may use the registry too, whose options may differ.</summary>
    public bool IsShared => _shared is not null;

    /// <summary>Registers a collector of the host, until it ends.</summary>
    /// <param name="collector">The collector.</param>
    /// <param name="failed">Called with the collector if it has waited for another host and cannot be registered.</param>
    /// <returns>The collector in a registry that other hosts may use too; null if the registry ends with the host.</returns>
    /// <exception cref="InvalidOperationException">The collector cannot be registered.</exception>
    public SharedCollector? Register(ICollector collector, Action<ICollector, Exception> failed)
    {
        if (_shared is not null)
        {
            return Use(_shared.Register(collector, host: this, failed));
        }

        Registry.Register(collector);
        return null;
    }

    /// <summary>Takes away from a registry of the application what the host added. Further calls have no effect.</summary>
    public void End()
    {
        IDisposable[] uses;
        lock (_gate)
        {
            _hasEnded = true;
            uses = [.. _uses];
            _uses.Clear();
        }

        // In the reverse order, so that the diagnostics are notified until the end.
        foreach (var use in uses.Reverse())
        {
            use.Dispose();
        }
    }

    public void Dispose()
    {
        _stopped.Dispose();
        End();
        _own?.Dispose();
    }

    private static MetricRegistry Create(PrometheusMetricsOptions options, TimeProvider timeProvider, MetricDiagnostics diagnostics)
    {
        var registry = new MetricRegistry(new MetricRegistryOptions
        {
            FailOnCollectorError = options.FailOnCollectorError,
            CollectorTimeout = options.CollectorTimeout,
            CollectorDurations = options.CollectorDurations,
            TimeProvider = timeProvider,
            Diagnostics = diagnostics,
            ExemplarsFromActivity = options.ExemplarsFromActivity,
            SeriesLimit = options.SeriesLimit,
            LabelValueLengthLimit = options.LabelValueLengthLimit,
            NameValidation = options.NameValidation,
            Labels = options.Labels,
            KeepCounterNames = options.KeepCounterNames,
        });
        if (options.ProcessMetrics)
        {
            registry.AddProcessMetrics();
        }

        if (options.TargetInfo is { Count: > 0 } labels)
        {
            registry.StartTargetInfo(labels);
        }

        return registry.AddRuntimeMetrics(options.RuntimeMetrics, timeProvider);
    }

    private void AddStandardMetrics(SharedRegistry shared, PrometheusMetricsOptions options, TimeProvider timeProvider)
    {
        if (options.ProcessMetrics)
        {
            Use(shared.AddProcessMetrics());
        }

        if (options.TargetInfo is { Count: > 0 } labels)
        {
            Use(shared.AddTargetInfo(labels));
        }

        foreach (var group in Enum.GetValues<RuntimeMetricGroups>().Where(group => int.IsPow2((int)group)))
        {
            if (options.RuntimeMetrics.HasFlag(group))
            {
                Use(shared.AddRuntimeMetrics(group, timeProvider));
            }
        }
    }

    private TUse Use<TUse>(TUse use)
        where TUse : IDisposable
    {
        lock (_gate)
        {
            if (!_hasEnded)
            {
                _uses.Add(use);
                return use;
            }
        }

        use.Dispose();
        return use;
    }
}
