namespace PrometheusMetrics.Instruments;

/// <summary>Maps each kind of instrument to its settings.</summary>
internal static class InstrumentShapes
{
    /// <exception cref="ArgumentException">A name or an option is illegal.</exception>
    public static InstrumentShape<TOptions> Create<TInstrument, TOptions>(
        InstrumentKind<TInstrument, TOptions> kind, in ShapeRequest<TOptions> request)
        where TInstrument : class
        where TOptions : InstrumentOptions
    {
        object shape = request switch
        {
            ShapeRequest<CounterOptions> counter when ReferenceEquals(kind, InstrumentKind.Counter) =>
                new InstrumentShape<CounterSettings, CounterOptions>(counter),
            ShapeRequest<GaugeOptions> gauge when ReferenceEquals(kind, InstrumentKind.Gauge) =>
                new InstrumentShape<GaugeSettings, GaugeOptions>(gauge),
            ShapeRequest<HistogramOptions> histogram when ReferenceEquals(kind, InstrumentKind.Histogram) =>
                new InstrumentShape<HistogramSettings, HistogramOptions>(histogram),
            ShapeRequest<SummaryOptions> summary when ReferenceEquals(kind, InstrumentKind.Summary) =>
                new InstrumentShape<SummarySettings, SummaryOptions>(summary),
            ShapeRequest<InfoOptions> info when ReferenceEquals(kind, InstrumentKind.Info) =>
                new InstrumentShape<InfoSettings, InfoOptions>(info),
            ShapeRequest<StateSetOptions> stateSet when ReferenceEquals(kind, InstrumentKind.StateSet) =>
                new InstrumentShape<StateSetSettings, StateSetOptions>(stateSet),
            ShapeRequest<StateSetOptions> stateSet when kind is IEnumKind enumKind => enumKind.Accept(new EnumShape(stateSet)),
            _ => throw new NotSupportedException(
                $"This version of Metrics.Core does not support {kind}: use the version of Metrics.Abstractions that came with it."),
        };
        return (InstrumentShape<TOptions>)shape;
    }

    private sealed class EnumShape(ShapeRequest<StateSetOptions> request) : IEnumVisitor<InstrumentShape<StateSetOptions>>
    {
        public InstrumentShape<StateSetOptions> Visit<TState>()
            where TState : struct, Enum => new InstrumentShape<EnumStateSetSettings<TState>, StateSetOptions>(request);
    }
}
