using PrometheusMetrics.Collection;

namespace PrometheusMetrics;

internal sealed class EnumStateSetKind<TState> : InstrumentKind<IStateSet<TState>, StateSetOptions>, IEnumKind
    where TState : struct, Enum
{
    private EnumStateSetKind()
        : base(MetricType.StateSet, NullFamily<IStateSet<TState>, NullStateSet<TState>>.Instance)
    {
    }

    public static EnumStateSetKind<TState> Instance { get; } = new();

    public TResult Accept<TResult>(IEnumVisitor<TResult> visitor)
    {
        ArgumentNullException.ThrowIfNull(visitor);
        return visitor.Visit<TState>();
    }
}
