using PrometheusMetrics.Collection;

namespace PrometheusMetrics;

/// <summary>The kinds of instruments that an <see cref="IMetricFactory"/> creates.</summary>
/// <threadsafety>Every member may be used from any thread at any time.</threadsafety>
public static class InstrumentKind
{
    /// <summary>Gets the kind of <see cref="ICounter"/>.</summary>
    public static InstrumentKind<ICounter, CounterOptions> Counter { get; } =
        new(MetricType.Counter, NullFamily<ICounter, NullInstrument>.Instance);

    /// <summary>Gets the kind of <see cref="IGauge"/>.</summary>
    public static InstrumentKind<IGauge, GaugeOptions> Gauge { get; } =
        new(MetricType.Gauge, NullFamily<IGauge, NullInstrument>.Instance);

    /// <summary>Gets the kind of <see cref="IHistogram"/>.</summary>
    public static InstrumentKind<IHistogram, HistogramOptions> Histogram { get; } =
        new(MetricType.Histogram, NullFamily<IHistogram, NullInstrument>.Instance);

    /// <summary>Gets the kind of <see cref="ISummary"/>.</summary>
    public static InstrumentKind<ISummary, SummaryOptions> Summary { get; } =
        new(MetricType.Summary, NullFamily<ISummary, NullInstrument>.Instance);

    /// <summary>Gets the kind of <see cref="IInfo"/>.</summary>
    public static InstrumentKind<IInfo, InfoOptions> Info { get; } =
        new(MetricType.Info, NullFamily<IInfo, NullInstrument>.Instance);

    /// <summary>Gets the kind of <see cref="IStateSet"/>, whose states are named in <see cref="StateSetOptions.States"/>.</summary>
    public static InstrumentKind<IStateSet, StateSetOptions> StateSet { get; } =
        new(MetricType.StateSet, NullFamily<IStateSet, NullInstrument>.Instance);

    /// <summary>Returns the kind of <see cref="IStateSet{TState}"/>, whose states are the members of an enum.</summary>
    /// <typeparam name="TState">The enum.</typeparam>
    public static InstrumentKind<IStateSet<TState>, StateSetOptions> EnumStateSet<TState>()
        where TState : struct, Enum => EnumStateSetKind<TState>.Instance;
}
