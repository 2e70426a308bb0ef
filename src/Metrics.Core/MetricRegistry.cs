using PrometheusMetrics.Collection;
using PrometheusMetrics.Registry;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics;

/// <summary>Holds what is measured. A host has one per service provider; outside a host a program makes its own:
/// <c>new MetricFactory(new MetricRegistry())</c>.</summary>
/// <remarks>It has two sides: collectors are registered and unregistered on one, exporters read on the other, <see cref="IMetricSource"/>.
/// No two families may share a name, not even one that a suffix makes (a gauge <c>x_count</c> beside a histogram <c>x</c>).
/// A collector may sit in several registries.</remarks>
/// <threadsafety>Every member may be called from any thread at any time. Readers don't disturb each other or those who measure.</threadsafety>
public sealed class MetricRegistry : ICollectorRegistry, IMetricSource, IDisposable
{
    private readonly Lock _gate = new();
    private readonly NameReservations _reservations = new();
    private readonly Dictionary<ICollector, Registration> _registrations = new(ReferenceEqualityComparer.Instance);
    private readonly RegistryMetrics _selfMetrics;
    private readonly List<IDisposable> _owned = [];
    private readonly CollectorOutcomes _outcomes;

    // Null after a change, and sorted by the next reader: a program that registers thousands of families at its start sorts them once.
    // Other readers take no lock of the registry.
    private volatile RegistryContent? _content;
    private int _removals;
    private bool _disposed;

    /// <summary>Makes an empty registry. Standard metrics of process and runtime come with <see cref="StandardCollectorExtensions"/>.</summary>
    /// <param name="options">More about it; null means the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit of series is less than 1.</exception>
    public MetricRegistry(MetricRegistryOptions? options = null)
    {
        options ??= new MetricRegistryOptions();
        if (options.SeriesLimit < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.SeriesLimit, "SeriesLimit must be 1 or more: it says how many series a family may have.");
        }

        _selfMetrics = new RegistryMetrics(options);
        _outcomes = new CollectorOutcomes(_selfMetrics, options.FailOnCollectorError);
        foreach (var collector in _selfMetrics.Collectors)
        {
            Register(collector);
        }
    }

    /// <summary>Where families of instruments tell what happens to them.</summary>
    internal IFamilyHost FamilyHost => _selfMetrics;

    /// <summary>How often a family of instruments was removed: what was found before may have to be looked up again.</summary>
    internal int Removals => Volatile.Read(ref _removals);

    /// <inheritdoc/>
    public void Register(ICollector collector)
    {
        ArgumentNullException.ThrowIfNull(collector);
        MetricDescriptor[] descriptors = [.. collector.Descriptors ?? [null!]];
        if (Array.IndexOf(descriptors, null) >= 0)
        {
            throw new ArgumentException($"The Descriptors of {collector.GetType().Name} are or hold null: a static field that they come from may be initialised after them.", nameof(collector));
        }

        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_registrations.ContainsKey(collector))
            {
                throw new InvalidOperationException($"The collector {collector.GetType().Name} is registered already: register it once.");
            }

            if (_reservations.TryAdd(descriptors, collector) is { } conflict)
            {
                throw new InvalidOperationException(conflict);
            }

            _registrations.Add(collector, new Registration(collector, descriptors));
            _content = null;
        }
    }

    /// <inheritdoc/>
    public bool Unregister(ICollector collector)
    {
        ArgumentNullException.ThrowIfNull(collector);
        lock (_gate)
        {
            if (collector is SelfCounter || !_registrations.Remove(collector, out var registration))
            {
                return false;
            }

            foreach (var descriptor in registration.Descriptors)
            {
                _reservations.Remove(descriptor);
            }

            // What is not an instrument was never found by a factory, so nothing has to be looked up again.
            _removals += collector is IStreamableFamily ? 1 : 0;
            _content = null;
            return true;
        }
    }

    /// <inheritdoc/>
    public IMetricReader Read(in CollectionRequest request = default)
    {
        var content = _content ?? SortContent();
        var families = content.Refresh(request, _outcomes);
        if (!content.Custom.IsEmpty)
        {
            families = RegistryContent.Merge(families, new CollectorRun(content.FindConflict, _outcomes).Run(content.Custom, request));
        }

        return new RegistryReader(families);
    }

    /// <summary>Reads one sample, for tests and the odd check. It collects everything, so it is not for a hot path.</summary>
    /// <param name="name">The name of the sample as Prometheus stores it: <c>orders_placed_total</c>, <c>request_seconds_bucket</c>, <c>request_seconds_count</c>.</param>
    /// <param name="labels">All its labels, in any order; <c>le</c> and <c>quantile</c> are compared as numbers.</param>
    /// <returns>The value; null if there is no such sample.</returns>
    /// <example><code>registry.GetSampleValue("orders_placed_total", ("channel", "web"))</code></example>
    public double? GetSampleValue(string name, params ReadOnlySpan<(string Name, string Value)> labels)
    {
        ArgumentNullException.ThrowIfNull(name);
        var finder = new SampleFinder(name, labels);
        using var reader = Read();
        while (reader.Read(finder))
        {
        }

        return finder.Value;
    }

    /// <summary>Ends the process-wide hooks of the standard collectors. Nothing can be registered any more; what is there can still be read.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _owned.ForEach(owned => owned.Dispose());
            _owned.Clear();
        }
    }

    /// <summary>Registers a collector that ends with the registry, or at once if it is refused.</summary>
    internal void RegisterOwned<TCollector>(TCollector collector)
        where TCollector : ICollector, IDisposable
    {
        try
        {
            lock (_gate)
            {
                Register(collector);
                _owned.Add(collector);
            }
        }
        catch
        {
            collector.Dispose();
            throw;
        }
    }

    /// <summary>Registers <paramref name="candidate"/> unless there is a family of this name; then gives that one.</summary>
    internal NameReservations.NameOwner GetOrRegister<TCollector>(TCollector candidate)
        where TCollector : ICollector, IStreamableFamily
    {
        lock (_gate)
        {
            if (_reservations.TryGetOwner(candidate.Descriptor.Name, out var owner) && owner.Descriptor.Name == candidate.Descriptor.Name)
            {
                return owner;
            }

            Register(candidate);
            return new NameReservations.NameOwner(candidate.Descriptor, candidate);
        }
    }

    private RegistryContent SortContent()
    {
        lock (_gate)
        {
            return _content ??= new RegistryContent(_registrations.Values);
        }
    }
}
