using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Metrics.Collection;
using Metrics.Instruments;
using Metrics.Registry;

namespace Metrics;

/// <summary>Makes instruments in a <see cref="MetricRegistry"/>, or finds them there again.</summary>
/// <remarks>Several factories of one registry give the same instruments.</remarks>
/// <threadsafety>Every member may be called from any thread at any time.</threadsafety>
public sealed class MetricFactory : IMetricFactory
{
    private readonly MetricRegistry _registry;
    private readonly TimeProvider _clock;

    // By the name as users write it, so that asking again needs no normalised name, no lock and no memory. Made anew when the registry has lost something.
    private volatile Found _found;

    /// <summary>Makes a factory.</summary>
    /// <param name="registry">Where its instruments are registered.</param>
    /// <param name="clock">The clock for creation times, for the windows of summaries and for <see cref="IGauge.SetToCurrentTime"/>; null means <see cref="TimeProvider.System"/>.</param>
    public MetricFactory(MetricRegistry registry, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(registry);
        _registry = registry;
        _clock = clock ?? TimeProvider.System;
        _found = new Found(registry.Removals);
    }

    /// <inheritdoc/>
    [OverloadResolutionPriority(1)]
    public ICounter CreateCounter(string name, string help, CounterOptions? options = null) => GetOrCreate<CounterFamily, CounterOptions>(name, help, [], options).WithLabels();

    /// <inheritdoc/>
    public IMetricFamily<ICounter> CreateCounter(string name, string help, params ReadOnlySpan<string> labelNames) => GetOrCreate<CounterFamily, CounterOptions>(name, help, labelNames, null);

    /// <inheritdoc/>
    public IMetricFamily<ICounter> CreateCounter(string name, string help, ReadOnlySpan<string> labelNames, CounterOptions? options) => GetOrCreate<CounterFamily, CounterOptions>(name, help, labelNames, options);

    /// <inheritdoc/>
    [OverloadResolutionPriority(1)]
    public IGauge CreateGauge(string name, string help, GaugeOptions? options = null) => GetOrCreate<GaugeFamily, GaugeOptions>(name, help, [], options).WithLabels();

    /// <inheritdoc/>
    public IMetricFamily<IGauge> CreateGauge(string name, string help, params ReadOnlySpan<string> labelNames) => GetOrCreate<GaugeFamily, GaugeOptions>(name, help, labelNames, null);

    /// <inheritdoc/>
    public IMetricFamily<IGauge> CreateGauge(string name, string help, ReadOnlySpan<string> labelNames, GaugeOptions? options) => GetOrCreate<GaugeFamily, GaugeOptions>(name, help, labelNames, options);

    /// <inheritdoc/>
    [OverloadResolutionPriority(1)]
    public IHistogram CreateHistogram(string name, string help, HistogramOptions? options = null) => GetOrCreate<HistogramFamily, HistogramOptions>(name, help, [], options).WithLabels();

    /// <inheritdoc/>
    public IMetricFamily<IHistogram> CreateHistogram(string name, string help, params ReadOnlySpan<string> labelNames) => GetOrCreate<HistogramFamily, HistogramOptions>(name, help, labelNames, null);

    /// <inheritdoc/>
    public IMetricFamily<IHistogram> CreateHistogram(string name, string help, ReadOnlySpan<string> labelNames, HistogramOptions? options) => GetOrCreate<HistogramFamily, HistogramOptions>(name, help, labelNames, options);

    /// <inheritdoc/>
    [OverloadResolutionPriority(1)]
    public ISummary CreateSummary(string name, string help, SummaryOptions? options = null) => GetOrCreate<SummaryFamily, SummaryOptions>(name, help, [], options).WithLabels();

    /// <inheritdoc/>
    public IMetricFamily<ISummary> CreateSummary(string name, string help, params ReadOnlySpan<string> labelNames) => GetOrCreate<SummaryFamily, SummaryOptions>(name, help, labelNames, null);

    /// <inheritdoc/>
    public IMetricFamily<ISummary> CreateSummary(string name, string help, ReadOnlySpan<string> labelNames, SummaryOptions? options) => GetOrCreate<SummaryFamily, SummaryOptions>(name, help, labelNames, options);

    /// <inheritdoc/>
    public IDisposable CreateObservableCounter(string name, string help, Func<double> observe, CounterOptions? options = null) =>
        Observe(new MetricDescriptor(MetricType.Counter, name, help, [], options?.Unit), observe);

    /// <inheritdoc/>
    public IDisposable CreateObservableGauge(string name, string help, Func<double> observe, GaugeOptions? options = null) =>
        Observe(new MetricDescriptor(MetricType.Gauge, name, help, [], options?.Unit), observe);

    private TFamily GetOrCreate<TFamily, TOptions>(string name, string help, ReadOnlySpan<string> labelNames, TOptions? options)
        where TFamily : InstrumentFamily, IInstrumentFamily<TFamily, TOptions>
    {
        ArgumentNullException.ThrowIfNull(name);
        var found = _found;
        if (found.Removals == _registry.Removals
            && found.Families.TryGetValue(new Asked(name, TFamily.Type), out var family)
            && family is TFamily known
            && known.HasShape(help, labelNames, TFamily.UnitOf(options))
            && known.Matches(options))
        {
            return known;
        }

        return Create<TFamily, TOptions>(name, help, labelNames, options);
    }

    private TFamily Create<TFamily, TOptions>(string name, string help, ReadOnlySpan<string> labelNames, TOptions? options)
        where TFamily : InstrumentFamily, IInstrumentFamily<TFamily, TOptions>
    {
        var removals = _registry.Removals;
        var descriptor = new MetricDescriptor(TFamily.Type, name, help, labelNames, TFamily.UnitOf(options));
        var candidate = TFamily.Create(descriptor, options, _clock);
        candidate.AddUnlabelled();
        var registered = _registry.GetOrRegister(candidate);
        if (registered.Collector is not TFamily family || !family.HasShape(help, labelNames, descriptor.Unit) || !family.Matches(options))
        {
            throw new InvalidOperationException(
                $"'{descriptor.Name}' exists in another shape. It is: {Describe(registered)}. Asked for: {candidate}. Ask for the same shape, or choose another name.");
        }

        // Into the table of its own time only: in a younger one that another thread has put there, a family that was removed meanwhile would come back.
        var found = _found;
        if (found.Removals != removals)
        {
            _found = found = new Found(removals);
        }

        found.Families[new Asked(name, TFamily.Type)] = family;
        return family;
    }

    private static string Describe(NameClaims.Claim claim) => claim.Collector switch
    {
        InstrumentFamily family => family.ToString(),
        ObservableCollector => $"{claim.Descriptor}, help \"{claim.Descriptor.Help}\", observable",
        var collector => $"{claim.Descriptor}, help \"{claim.Descriptor.Help}\", of the collector {collector.GetType().Name}",
    };

    private Subscription Observe(MetricDescriptor descriptor, Func<double> observe)
    {
        ArgumentNullException.ThrowIfNull(observe);
        var collector = new ObservableCollector(descriptor, observe);
        _registry.Register(collector);
        return new Subscription(_registry, collector);
    }

    private readonly record struct Asked(string Name, MetricType Type);

    private sealed class Found(int removals)
    {
        public int Removals => removals;

        public ConcurrentDictionary<Asked, InstrumentFamily> Families { get; } = new();
    }

    private sealed class Subscription(MetricRegistry registry, ObservableCollector collector) : IDisposable
    {
        public void Dispose() => registry.Unregister(collector);
    }
}
