using PrometheusMetrics.Collection;

namespace PrometheusMetrics;

/// <summary>Identifies a kind of instrument: what a factory is asked to create. <see cref="InstrumentKind"/> lists them.</summary>
/// <typeparam name="TInstrument">The instrument, such as <see cref="ICounter"/>.</typeparam>
/// <typeparam name="TOptions">Its options, such as <see cref="CounterOptions"/>.</typeparam>
/// <remarks>Each kind exists once, so two of them are equal if they are the same object.</remarks>
/// <threadsafety>Immutable, so every member may be used from any thread.</threadsafety>
public class InstrumentKind<TInstrument, TOptions>
    where TInstrument : class
    where TOptions : InstrumentOptions
{
    internal InstrumentKind(MetricType type, IMetricFamily<TInstrument> nullFamily)
    {
        Type = type;
        NullFamily = nullFamily;
    }

    /// <summary>Gets the type under which the instruments are exposed.</summary>
    public MetricType Type { get; }

    /// <summary>Gets a family whose instruments discard what they are given: what a factory returns that records nothing.</summary>
    public IMetricFamily<TInstrument> NullFamily { get; }

    /// <inheritdoc/>
    public override string ToString() => typeof(TInstrument).Name;
}
