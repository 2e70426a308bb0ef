namespace PrometheusMetrics;

internal sealed class NullStateSet<TState> : IStateSet<TState>, INullInstrument<NullStateSet<TState>>
    where TState : struct, Enum
{
    public static NullStateSet<TState> Instance { get; } = new();

    public TState Value => default;

    public void Set(TState state)
    {
    }
}
