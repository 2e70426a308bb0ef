using PrometheusMetrics.Collection;

namespace PrometheusMetrics;

/// <summary>Identifies a kind of instrument that a factory creates. <see cref="InstrumentKind"/> has one of each.</summary>
/// <typeparam name="TInstrument">The type of the instruments, such as <see cref="ICounter"/>.</typeparam>
/// <typeparam name="TOptions">The type of the options, such as <see cref="CounterOptions"/>.</typeparam>
/// <remarks>There is one object for each kind, so kinds are compared by reference.</remarks>
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

    /// <summary>Gets a family whose instruments record nothing, for a factory such as <see cref="NullMetricFactory"/>.</summary>
    public IMetricFamily<TInstrument> NullFamily { get; }

    /// <inheritdoc/>
    public override string ToString() => typeof(TInstrument).Name;
}
