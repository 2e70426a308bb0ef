using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Hosting;

/// <summary>What the hosts over one registry of the application have added to it: the standard metrics once for all of them, and of
/// collectors of one type those of one host at a time. It lives as long as the registry.</summary>
/// <threadsafety>Every member may be called from any thread.</threadsafety>
internal sealed class SharedRegistry
{
    private static readonly ConditionalWeakTable<MetricRegistry, SharedRegistry> All = [];

    private readonly MetricRegistry _registry;
    private readonly Lock _gate = new();
    private readonly Dictionary<object, SharedMetrics> _metrics = [];
    private readonly List<SharedCollector> _collectors = [];

    private SharedRegistry(MetricRegistry registry) => _registry = registry;

    public static SharedRegistry Get(MetricRegistry registry) => All.GetValue(registry, registry => new SharedRegistry(registry));

    /// <summary>Adds the metrics of the process, unless the registry has them.</summary>
    /// <returns>The use of one host. When the last one is disposed, they are taken away, unless the application added them.</returns>
    /// <exception cref="InvalidOperationException">Another metric has one of their names.</exception>
    public IDisposable AddProcessMetrics() =>
        Add(typeof(StandardCollectorExtensions), () => _registry.HasProcessMetrics() ? null : _registry.StartProcessMetrics());

    /// <summary>Adds a group of the metrics of the runtime, as <see cref="AddProcessMetrics"/> does.</summary>
    /// <inheritdoc cref="AddProcessMetrics"/>
    public IDisposable AddRuntimeMetrics(RuntimeMetricGroups group, TimeProvider timeProvider) => Add(
        group,
        () => _registry.GetRuntimeMetricGroups().HasFlag(group) ? null : _registry.StartRuntimeMetrics(group, timeProvider));

    /// <summary>Adds <c>target_info</c> once for all hosts that give it the same labels.</summary>
    /// <returns>The use of one host. When the last one is disposed, it is taken away.</returns>
    /// <exception cref="InvalidOperationException">The application, or another host with other labels, has added one.</exception>
    public IDisposable AddTargetInfo(Dictionary<string, string> labels)
    {
        var key = new StringBuilder("target_info");
        foreach (var (name, value) in labels.OrderBy(label => label.Key, StringComparer.Ordinal))
        {
            // With their lengths, so that no two sets of labels have the same key.
            key.Append(CultureInfo.InvariantCulture, $" {name.Length} {name} {value.Length} {value}");
        }

        return Add(key.ToString(), () => _registry.StartTargetInfo(labels));
    }

    /// <summary>Adds metrics once for all hosts.</summary>
    /// <param name="key">The key of the metrics.</param>
    /// <param name="start">A function that adds them and returns what takes them away, or null if the application has added them.</param>
    /// <returns>The use of one host.</returns>
    public IDisposable Add(object key, Func<IDisposable?> start)
    {
        lock (_gate)
        {
            if (!_metrics.TryGetValue(key, out var metrics))
            {
                metrics = new SharedMetrics(start());
                _metrics.Add(key, metrics);
            }

            metrics.Uses++;
        }

        return new Use(() => Remove(key));
    }

    /// <summary>Registers a collector, or lets it wait until no other host has registered one of its type.</summary>
    /// <param name="collector">The collector.</param>
    /// <param name="host">The host.</param>
    /// <param name="failed">Called if the collector has waited and cannot be registered.</param>
    /// <returns>The collector, which is unregistered when this is disposed.</returns>
    /// <exception cref="InvalidOperationException">The collector cannot be registered.</exception>
    public SharedCollector Register(ICollector collector, object host, Action<ICollector, Exception> failed)
    {
        var shared = new SharedCollector(collector, host, failed, Unregister);
        lock (_gate)
        {
            if (!HasToWait(shared))
            {
                _registry.Register(collector);
                shared.IsRegistered = true;
            }

            _collectors.Add(shared);
        }

        return shared;
    }

    private bool HasToWait(SharedCollector collector) => _collectors.Exists(
        other => other.IsRegistered && other.Host != collector.Host && other.Collector.GetType() == collector.Collector.GetType());

    private void Unregister(SharedCollector collector)
    {
        List<(SharedCollector Collector, Exception Error)> failures = [];
        lock (_gate)
        {
            _collectors.Remove(collector);
            if (collector.IsRegistered)
            {
                _registry.Unregister(collector.Collector);
                RegisterWaiting(failures);
            }
        }

        failures.ForEach(failure => failure.Collector.Failed(failure.Collector.Collector, failure.Error));
    }

    /// <summary>Registers the collectors that need not wait any more. One that cannot be registered waits for the next chance.</summary>
    private void RegisterWaiting(List<(SharedCollector Collector, Exception Error)> failures)
    {
        foreach (var waiting in _collectors.FindAll(collector => !collector.IsRegistered))
        {
            if (HasToWait(waiting))
            {
                continue;
            }

            try
            {
                _registry.Register(waiting.Collector);
                waiting.IsRegistered = true;
            }
            catch (Exception exception)
            {
                // It must not stop the end of the other host.
                failures.Add((waiting, exception));
            }
        }
    }

    private void Remove(object key)
    {
        lock (_gate)
        {
            var metrics = _metrics[key];
            if (--metrics.Uses == 0)
            {
                _metrics.Remove(key);
                metrics.Handle?.Dispose();
            }
        }
    }

    private sealed class SharedMetrics(IDisposable? handle)
    {
        public IDisposable? Handle { get; } = handle;

        public int Uses { get; set; }
    }

    private sealed class Use(Action end) : IDisposable
    {
        private Action? _end = end;

        public void Dispose() => Interlocked.Exchange(ref _end, null)?.Invoke();
    }
}
