using System.Runtime.CompilerServices;

namespace Metrics;

/// <summary>A factory whose instruments do nothing: for a class library that is measured only where somebody listens.</summary>
/// <remarks>Arguments are not checked, values are always zero, and callbacks are never called.</remarks>
/// <threadsafety>Every member may be called from any thread at any time.</threadsafety>
public sealed class NullMetricFactory : IMetricFactory
{
    private NullMetricFactory()
    {
    }

    /// <summary>The only instance.</summary>
    public static NullMetricFactory Instance { get; } = new();

    /// <inheritdoc/>
    [OverloadResolutionPriority(1)]
    public ICounter CreateCounter(string name, string help, CounterOptions? options = null) => NullInstrument.Instance;

    /// <inheritdoc/>
    public IMetricFamily<ICounter> CreateCounter(string name, string help, params ReadOnlySpan<string> labelNames) => NullFamily<ICounter>.Instance;

    /// <inheritdoc/>
    public IMetricFamily<ICounter> CreateCounter(string name, string help, ReadOnlySpan<string> labelNames, CounterOptions? options) => NullFamily<ICounter>.Instance;

    /// <inheritdoc/>
    [OverloadResolutionPriority(1)]
    public IGauge CreateGauge(string name, string help, GaugeOptions? options = null) => NullInstrument.Instance;

    /// <inheritdoc/>
    public IMetricFamily<IGauge> CreateGauge(string name, string help, params ReadOnlySpan<string> labelNames) => NullFamily<IGauge>.Instance;

    /// <inheritdoc/>
    public IMetricFamily<IGauge> CreateGauge(string name, string help, ReadOnlySpan<string> labelNames, GaugeOptions? options) => NullFamily<IGauge>.Instance;

    /// <inheritdoc/>
    [OverloadResolutionPriority(1)]
    public IHistogram CreateHistogram(string name, string help, HistogramOptions? options = null) => NullInstrument.Instance;

    /// <inheritdoc/>
    public IMetricFamily<IHistogram> CreateHistogram(string name, string help, params ReadOnlySpan<string> labelNames) => NullFamily<IHistogram>.Instance;

    /// <inheritdoc/>
    public IMetricFamily<IHistogram> CreateHistogram(string name, string help, ReadOnlySpan<string> labelNames, HistogramOptions? options) => NullFamily<IHistogram>.Instance;

    /// <inheritdoc/>
    [OverloadResolutionPriority(1)]
    public ISummary CreateSummary(string name, string help, SummaryOptions? options = null) => NullInstrument.Instance;

    /// <inheritdoc/>
    public IMetricFamily<ISummary> CreateSummary(string name, string help, params ReadOnlySpan<string> labelNames) => NullFamily<ISummary>.Instance;

    /// <inheritdoc/>
    public IMetricFamily<ISummary> CreateSummary(string name, string help, ReadOnlySpan<string> labelNames, SummaryOptions? options) => NullFamily<ISummary>.Instance;

    /// <inheritdoc/>
    public IDisposable CreateObservableCounter(string name, string help, Func<double> observe, CounterOptions? options = null) => NullInstrument.Instance;

    /// <inheritdoc/>
    public IDisposable CreateObservableGauge(string name, string help, Func<double> observe, GaugeOptions? options = null) => NullInstrument.Instance;

    private sealed class NullInstrument : ICounter, IGauge, IHistogram, ISummary, IDisposable
    {
        public static readonly NullInstrument Instance = new();

        public double Value => 0;

        public void Inc()
        {
        }

        public void Inc(double value)
        {
        }

        public void Dec(double value)
        {
        }

        public void Set(double value)
        {
        }

        public void SetToCurrentTime()
        {
        }

        public void Observe(double value)
        {
        }

        public void Dispose()
        {
        }
    }

    private sealed class NullFamily<TInstrument> : IMetricFamily<TInstrument>
        where TInstrument : class
    {
        public static readonly NullFamily<TInstrument> Instance = new();

        public TInstrument WithLabels(params ReadOnlySpan<string> labelValues) => (TInstrument)(object)NullInstrument.Instance;

        public bool Remove(params ReadOnlySpan<string> labelValues) => false;

        public int RemoveWhere(Func<ReadOnlySpan<string>, bool> predicate) => 0;

        public void Clear()
        {
        }
    }
}
