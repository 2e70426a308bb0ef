using System.Runtime.CompilerServices;
using PrometheusMetrics.Collection;
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
    private readonly CollectorOutcomes _outcomes;
    private readonly CollectorThreads _threads = new();
    private readonly TimeSpan _collectorTimeout;

    // The returns of calls that were in progress when their collectors were unregistered. Such a collector may be registered again.
    private readonly ConditionalWeakTable<ICollector, Task> _returns = [];

    // Null after a change, and created by the next reader with double-checked locking: a program that registers thousands of families at
    // startup sorts them once, and a reader of an unchanged registry takes no lock here.
    private volatile RegistryContent? _content;
    private int _removals;
    private bool _disposed;

    /// <summary>Creates a registry that contains only its self metrics, <c>metrics_*</c>. <see cref="StandardCollectorExtensions"/> adds
    /// the standard metrics of the process and the runtime.</summary>
    /// <param name="options">Additional options, or null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="MetricRegistryOptions.SeriesLimit"/> is less than 1, or
    /// <see cref="MetricRegistryOptions.CollectorTimeout"/> is not more than zero or more than 1 day.</exception>
    /// <exception cref="ArgumentNullException"><see cref="MetricRegistryOptions.TimeProvider"/> is null.</exception>
    public MetricRegistry(MetricRegistryOptions? options = null)
    {
        options ??= new MetricRegistryOptions();
        if (options.SeriesLimit < 1)
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), options.SeriesLimit, "SeriesLimit must be 1 or more: it is the maximum number of series of a family.");
        }

        if (options.CollectorTimeout <= TimeSpan.Zero || options.CollectorTimeout > TimeSpan.FromDays(1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(options),
                options.CollectorTimeout,
                "CollectorTimeout must be more than zero and at most 1 day: it is the time that a collection waits for collectors.");
        }

        ArgumentNullException.ThrowIfNull(options.TimeProvider);
        TimeProvider = options.TimeProvider;
        _collectorTimeout = options.CollectorTimeout;
        _selfMetrics = new RegistryMetrics(options);
        _outcomes = new CollectorOutcomes(_selfMetrics, options.FailOnCollectorError, options.TimeProvider);
        foreach (var collector in _selfMetrics.Collectors)
        {
            Register(collector);
        }
    }

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
        MetricDescriptor[] descriptors = [.. collector.Descriptors ?? [null!]];
        if (Array.IndexOf(descriptors, null) >= 0)
        {
            throw new ArgumentException(
                $"The Descriptors of {collector.GetType().Name} are null or contain null: " +
                "a static field that they use may be initialised after them. Declare it before them.",
                nameof(collector));
        }

        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_registrations.ContainsKey(collector))
            {
                throw new InvalidOperationException($"The collector {collector.GetType().Name} is already registered: register it once.");
            }

            if (_reservations.TryAdd(descriptors, collector) is { } conflict)
            {
                throw new InvalidOperationException(conflict);
            }

            var registration = new Registration(collector, descriptors, _returns.TryGetValue(collector, out var returned) ? returned : null);
            _registrations.Add(collector, registration);
            if (collector is not IStreamableFamily)
            {
                _selfMetrics.ByCollector.Add(registration.Name);
            }

            _content = null;
        }
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

            _content = null;
            return true;
        }
    }

    /// <inheritdoc/>
    public IMetricReader Read(in CollectionRequest request = default)
    {
        var content = _content ?? SortContent();
        var families = content.Refresh(request, _outcomes);
        if (CallCustom(content, request) is not { } run)
        {
            return new RegistryReader(families);
        }

        run.Wait();
        return CreateReader(content, families, run, request);
    }

    /// <inheritdoc/>
    public ValueTask<IMetricReader> ReadAsync(CollectionRequest request = default)
    {
        try
        {
            var content = _content ?? SortContent();
            var families = content.Refresh(request, _outcomes);
            return CallCustom(content, request) is { } run
                ? new(CreateReaderAsync(content, families, run, request).Unwrap())
                : new(new RegistryReader(families));
        }
        catch (Exception exception)
        {
            return ValueTask.FromException<IMetricReader>(exception);
        }
    }

    /// <summary>Reads the value of one sample, for tests and occasional checks. Each call runs a whole collection, and waits for its
    /// collectors for at most <see cref="MetricRegistryOptions.CollectorTimeout"/>, so do not use it on a hot path.</summary>
    /// <param name="name">The name of the sample as Prometheus stores it: <c>orders_placed_total</c>, <c>request_seconds_bucket</c>,
    /// <c>request_seconds_count</c>.</param>
    /// <param name="labels">All labels of the sample, in any order; <c>le</c> and <c>quantile</c> are compared as numbers.</param>
    /// <returns>The value, or null if there is no such sample.</returns>
    /// <exception cref="ArgumentException">A label is given twice.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is null.</exception>
    /// <exception cref="CollectionFailedException">A collector failed and <c>FailOnCollectorError</c> is set.</exception>
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

    /// <summary>Removes the process-wide event handlers of the standard collectors. Afterwards nothing can be registered; what is
    /// registered can still be read.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _owned.ForEach(owned => owned.Dispose());
            _owned.Clear();
            _threads.Stop();
        }
    }

    /// <summary>Returns whether a collector is one of the registry's self metrics, which only the registry may change.</summary>
    internal bool IsSelfMetric(ICollector collector) => _selfMetrics.Collectors.Contains(collector);

    /// <summary>Registers a collector and disposes it with the registry, or immediately if the registration fails.</summary>
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

    /// <summary>Returns the owner of the candidate's name, or registers <paramref name="candidate"/> if there is none.</summary>
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

    private CollectorRun? CallCustom(RegistryContent content, in CollectionRequest request)
    {
        var custom = content.GetCustom(request);
        if (custom.Length == 0)
        {
            return null;
        }

        var run = new CollectorRun(
            custom, _threads, new CollectionTime(TimeProvider, _collectorTimeout, request), _outcomes, request.CancellationToken);
        run.Start();
        return run;
    }

    // A task that is cancelled, instead of an exception for each client that disconnects.
    private async Task<Task<IMetricReader>> CreateReaderAsync(
        RegistryContent content, IStreamableFamily[] families, CollectorRun run, CollectionRequest request) =>
        await run.TryWaitAsync().ConfigureAwait(false)
            ? Task.FromResult(CreateReader(content, families, run, request))
            : Task.FromCanceled<IMetricReader>(request.CancellationToken);

    private IMetricReader CreateReader(
        RegistryContent content, IStreamableFamily[] families, CollectorRun run, in CollectionRequest request)
    {
        var reported = new ReportedFamilies(content.FindConflict, _outcomes).Get(run, request);
        return new RegistryReader(RegistryContent.Merge(families, reported));
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
            return _content ??= new RegistryContent(_registrations.Values);
        }
    }
}
