using System.Runtime.CompilerServices;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Linting;
using PrometheusMetrics.Registry;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics;

/// <summary>A registry of metrics. A host creates one per service provider; outside a host, create one:
/// <c>new MetricFactory(new MetricRegistry())</c>.</summary>
/// <remarks>Collectors are registered and unregistered through <see cref="ICollectorRegistry"/>; exporters read through
/// <see cref="IMetricSource"/>. Two families must not share a name, including the names that suffixes form: a gauge <c>x_count</c>
/// conflicts with a histogram <c>x</c>. A collector may be registered in several registries, which may call it at once.</remarks>
/// <threadsafety>Every member may be called from any thread at any time. Several readers may read at once, and share the calls of
/// collectors. A write to an instrument never waits for a reader.</threadsafety>
public sealed class MetricRegistry : ICollectorRegistry, IMetricSource, IDisposable
{
    private readonly Lock _gate = new();
    private readonly NameReservations _reservations = new();
    private readonly Dictionary<ICollector, Registration> _registrations = new(ReferenceEqualityComparer.Instance);
    private readonly RegistryMetrics _selfMetrics;
    private readonly List<IDisposable> _owned = [];
    private readonly RegistryCollections _collections;
    private readonly MetricRegistryOptions _options;

    // The returns of calls that were in progress when their collectors were unregistered. Such a collector may be registered again.
    private readonly ConditionalWeakTable<ICollector, Task> _returns = [];

    // Null after a change, and created by the next reader with double-checked locking: a program that registers thousands of families at
    // startup sorts them once, and a reader of an unchanged registry takes no lock here.
    private volatile RegistryContent? _content;
    private int _removals;
    private long _lastNumber;
    private bool _disposed;

    /// <summary>Creates a registry that contains only its self metrics, <c>metrics_*</c>. <see cref="StandardCollectorExtensions"/> adds
    /// the standard metrics of the process and the runtime.</summary>
    /// <param name="options">Additional options, or null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="MetricRegistryOptions.SeriesLimit"/> or
    /// <see cref="MetricRegistryOptions.LabelValueLengthLimit"/> is less than 1, <see cref="MetricRegistryOptions.CollectorTimeout"/> is
    /// not more than zero or more than 1 day, or <see cref="MetricRegistryOptions.NameValidation"/> is not one of its values.</exception>
    /// <exception cref="ArgumentException">One of <see cref="MetricRegistryOptions.Labels"/> has an illegal or reserved name, or a value
    /// that is too long.</exception>
    /// <exception cref="ArgumentNullException"><see cref="MetricRegistryOptions.TimeProvider"/> is null.</exception>
    public MetricRegistry(MetricRegistryOptions? options = null)
    {
        options ??= new MetricRegistryOptions();
        options.Validate(nameof(options));
        _options = options = options.Copy();
        TimeProvider = options.TimeProvider;
        _selfMetrics = new RegistryMetrics(options);
        _collections = new RegistryCollections(options, _selfMetrics);
        foreach (var collector in _selfMetrics.Collectors)
        {
            Register(collector);
        }
    }

    /// <inheritdoc/>
    public NameValidation NameValidation => _selfMetrics.NameValidation;

    /// <inheritdoc/>
    public LabelSet Labels => _selfMetrics.Labels.Set;

    /// <summary>The defaults of instrument families, and the receiver of their events.</summary>
    internal IFamilyHost FamilyHost => _selfMetrics;

    /// <summary>The time provider of factories that are created without one.</summary>
    internal TimeProvider TimeProvider { get; }

    /// <summary>The number of removals of instrument families. A cached family may be stale if it has changed.</summary>
    internal int Removals => Volatile.Read(ref _removals);

    /// <inheritdoc/>
    public void Register(ICollector collector)
    {
        ArgumentNullException.ThrowIfNull(collector);
        var descriptors = GetDescriptors(collector);
        var hasIndependentFamilies = collector.HasIndependentFamilies;
        lock (_gate)
        {
            Add(collector, descriptors, hasIndependentFamilies);
        }

        _selfMetrics.Listeners.Check(descriptors);
    }

    /// <inheritdoc/>
    public bool Unregister(ICollector collector)
    {
        ArgumentNullException.ThrowIfNull(collector);
        lock (_gate)
        {
            if (IsSelfMetric(collector) || !_registrations.Remove(collector, out var registration))
            {
                return false;
            }

            foreach (var descriptor in registration.Descriptors)
            {
                _reservations.Remove(descriptor);
            }

            if (collector is IStreamableFamily)
            {
                // Factories cache only instrument families, so the removal of any other collector invalidates no cache.
                _removals++;
            }
            else
            {
                End(registration);
            }

            if (collector is IDisposable owned && _owned.Remove(owned))
            {
                owned.Dispose();
            }

            _content = null;
            return true;
        }
    }

    /// <summary>Gets whether a collector of a type, or of a type derived from it, is registered.</summary>
    /// <param name="collectorType">The type of the collector.</param>
    /// <returns>Whether there is one.</returns>
    public bool IsRegistered(Type collectorType)
    {
        ArgumentNullException.ThrowIfNull(collectorType);
        lock (_gate)
        {
            return _registrations.Keys.Any(collectorType.IsInstanceOfType);
        }
    }

    /// <inheritdoc/>
    public IMetricReader Read(in CollectionRequest request = default) => _collections.Read(_content ?? SortContent(), request);

    /// <inheritdoc/>
    public ValueTask<IMetricReader> ReadAsync(CollectionRequest request = default) =>
        _collections.ReadAsync(_content ?? SortContent(), request);

    /// <summary>Returns a copy of the options that the registry was created with.</summary>
    /// <returns>The options. Changing them has no effect on the registry.</returns>
    public MetricRegistryOptions GetOptions() => _options.Copy();

    /// <summary>Notifies another listener than <see cref="MetricRegistryOptions.Diagnostics"/> of the events of this registry, until the
    /// returned object is disposed: a host does so for a registry of the application. It is notified at once of the registered families
    /// that <see cref="Lint"/> finds unconventional. Other events that came before are not repeated.</summary>
    /// <param name="diagnostics">The listener. One that the registry has already is not notified twice.</param>
    /// <returns>An object that removes the listener when it is disposed.</returns>
    public IDisposable AddDiagnostics(MetricDiagnostics diagnostics)
    {
        ArgumentNullException.ThrowIfNull(diagnostics);
        var subscription = _selfMetrics.Listeners.Add(diagnostics);
        _selfMetrics.Listeners.Check(CopyDescriptors());
        return subscription;
    }

    /// <summary>Compares the names, labels and help texts of all metrics with the conventions of Prometheus, as
    /// <c>promtool check metrics</c> does, and with some that it does not check. For tests: each call runs a whole collection.</summary>
    /// <remarks>The families of collectors without descriptors are checked if the collector reports them now.</remarks>
    /// <returns>The problems, by family; empty if there are none.</returns>
    /// <exception cref="CollectionFailedException">A collector failed and <c>FailOnCollectorError</c> is set.</exception>
    /// <example><code>Assert.Empty(registry.Lint());</code></example>
    public IReadOnlyList<LintProblem> Lint()
    {
        var visitor = new LintVisitor(Labels);
        using (var reader = Read())
        {
            while (reader.Read(visitor))
            {
            }
        }

        foreach (var descriptor in CopyDescriptors())
        {
            visitor.AddMissing(descriptor);
        }

        return [.. visitor.Problems.OrderBy(problem => problem.Family, StringComparer.Ordinal)];
    }

    /// <summary>Removes the process-wide event handlers of the standard collectors. Afterwards nothing can be registered; what is
    /// registered can still be read.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _owned.ForEach(owned => owned.Dispose());
            _owned.Clear();
            _collections.StopThreads();
        }
    }

    /// <summary>Returns whether a collector is one of the registry's self metrics, which only the registry may change.</summary>
    internal bool IsSelfMetric(ICollector collector) => _selfMetrics.Collectors.Contains(collector);

    /// <summary>Returns the collectors of a type that are registered.</summary>
    internal List<TCollector> GetCollectors<TCollector>()
        where TCollector : ICollector
    {
        lock (_gate)
        {
            return [.. _registrations.Keys.OfType<TCollector>()];
        }
    }

    /// <summary>Registers a collector and disposes it when it is unregistered or with the registry, or immediately if the registration
    /// fails.</summary>
    internal void RegisterOwned<TCollector>(TCollector collector)
        where TCollector : ICollector, IDisposable
    {
        try
        {
            var descriptors = GetDescriptors(collector);
            lock (_gate)
            {
                Add(collector, descriptors);
                _owned.Add(collector);
            }

            _selfMetrics.Listeners.Check(descriptors);
        }
        catch
        {
            collector.Dispose();
            throw;
        }
    }

    /// <summary>Registers a collector of one family, unless another family has its name.</summary>
    /// <returns>The owner of the name.</returns>
    internal NameOwner GetOrRegister(ICollector candidate)
    {
        var descriptor = candidate.Descriptors[0];
        NameOwner? owner;
        lock (_gate)
        {
            if (_reservations.TryGetOwner(descriptor.Name, out owner)
                && owner.Descriptor.Name == descriptor.Name
                && owner.Family != NameReservations.FamilyOf(candidate))
            {
                return owner;
            }

            Add(candidate, [descriptor]);
            _reservations.TryGetOwner(descriptor.Name, out owner);
        }

        _selfMetrics.Listeners.Check([descriptor]);
        return owner!;
    }

    private MetricDescriptor[] GetDescriptors(ICollector collector)
    {
        MetricDescriptor[] descriptors = [.. collector.Descriptors ?? [null!]];
        if (Array.IndexOf(descriptors, null) >= 0)
        {
            throw new ArgumentException(
                $"The Descriptors of {collector.GetType().Name} are null or contain null: " +
                "a static field that they use may be initialised after them. Declare it before them.",
                nameof(collector));
        }

        foreach (var descriptor in descriptors)
        {
            var violation = AcceptedNames.FindViolation(descriptor, NameValidation);

            // Instruments were created with the labels of the registry.
            if (collector is not IStreamableFamily)
            {
                violation ??= _selfMetrics.Labels.FindConflict(descriptor, descriptor.LabelNames, NameValidation);
            }

            if (violation is not null)
            {
                throw new ArgumentException(violation, nameof(collector));
            }
        }

        return descriptors;
    }

    // The caller holds the lock.
    private void Add(ICollector collector, MetricDescriptor[] descriptors, bool hasIndependentFamilies = false)
    {
        if (_disposed)
        {
            throw new ObjectDisposedException(
                nameof(MetricRegistry),
                "The registry was disposed, so nothing can be registered in it. A service container disposes what its functions return: " +
                "pass a registry of the application to AddPrometheusMetrics(registry), which never disposes it.");
        }

        if (_registrations.ContainsKey(collector))
        {
            throw new InvalidOperationException($"The collector {collector.GetType().Name} is already registered: register it once.");
        }

        if (_reservations.TryAdd(descriptors, collector) is { } conflict)
        {
            throw new InvalidOperationException(conflict);
        }

        _returns.TryGetValue(collector, out var previousReturn);
        var registration = new Registration(
            collector, descriptors, previousReturn, ++_lastNumber, _selfMetrics.Labels, hasIndependentFamilies);
        _registrations.Add(collector, registration);
        if (collector is not IStreamableFamily)
        {
            _selfMetrics.ByCollector.Add(registration.Name);
        }

        _content = null;
    }

    private MetricDescriptor[] CopyDescriptors()
    {
        lock (_gate)
        {
            return [.. _registrations.Values.SelectMany(registration => registration.Descriptors)];
        }
    }

    private void End(Registration registration)
    {
        if (registration.Unregister() is { } returned)
        {
            _returns.AddOrUpdate(registration.Collector, returned);
        }

        _selfMetrics.ByCollector.Remove(registration.Name);
    }

    private RegistryContent SortContent()
    {
        lock (_gate)
        {
            return _content ??= new RegistryContent(_registrations.Values, _reservations, NameValidation);
        }
    }
}
