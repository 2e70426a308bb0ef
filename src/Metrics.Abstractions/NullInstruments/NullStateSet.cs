namespace Metrics;

internal sealed class NullStateSet<TState> : IStateSet<TState>
    where TState : struct, Enum
{
    public static readonly NullStateSet<TState> Instance = new();

    public static readonly NullFamily<IStateSet<TState>> Family = new(Instance);

    public TState Value => default;

    public void Set(TState state)
    {
    }
}
