using PrometheusMetrics.Collection;

namespace PrometheusMetrics;

/// <summary>Lists the kinds of instruments that an <see cref="IMetricFactory"/> creates.</summary>
/// <threadsafety>Every member may be used from any thread at any time.</threadsafety>
public static class InstrumentKind
{
    /// <summary>Gets the kind of <see cref="ICounter"/>.</summary>
    public static InstrumentKind<ICounter, CounterOptions> Counter { get; } = new(MetricType.Counter, NullInstrument.Instance);

    /// <summary>Gets the kind of <see cref="IGauge"/>.</summary>
    public static InstrumentKind<IGauge, GaugeOptions> Gauge { get; } = new(MetricType.Gauge, NullInstrument.Instance);

    /// <summary>Gets the kind of <see cref="IHistogram"/>.</summary>
    public static InstrumentKind<IHistogram, HistogramOptions> Histogram { get; } = new(MetricType.Histogram, NullInstrument.Instance);

    /// <summary>Gets the kind of <see cref="ISummary"/>.</summary>
    public static InstrumentKind<ISummary, SummaryOptions> Summary { get; } = new(MetricType.Summary, NullInstrument.Instance);

    /// <summary>Gets the kind of <see cref="IInfo"/>.</summary>
    public static InstrumentKind<IInfo, InfoOptions> Info { get; } = new(MetricType.Info, NullInstrument.Instance);

    /// <summary>Gets the kind of <see cref="IStateSet"/>, whose states are named in <see cref="StateSetOptions.States"/>.</summary>
    public static InstrumentKind<IStateSet, StateSetOptions> StateSet { get; } = new(MetricType.StateSet, NullInstrument.Instance);

    /// <summary>Gets the kind of <see cref="IStateSet{TState}"/>, whose states are the members of an enum.</summary>
    /// <typeparam name="TState">The enum.</typeparam>
    public static InstrumentKind<IStateSet<TState>, StateSetOptions> EnumStateSet<TState>()
        where TState : struct, Enum => EnumStateSetKind<TState>.Instance;
}
