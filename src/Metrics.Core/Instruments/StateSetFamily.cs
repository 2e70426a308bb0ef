using Metrics.Collection;

namespace Metrics.Instruments;

internal sealed class StateSetFamily : InstrumentFamily<IStateSet, StateSet>, IInstrumentFamily<StateSetFamily, StateSetOptions>
{
    private StateSetFamily(MetricDescriptor descriptor, StateSetOptions? options, FamilySetup setup)
        : base(descriptor, options, setup)
    {
    }

    public static MetricType Type => MetricType.StateSet;

    public static string? UnitOf(StateSetOptions? options) => null;

    public static StateSetFamily Create(MetricDescriptor descriptor, StateSetOptions? options, FamilySetup setup) => new(descriptor, options, setup);

    public bool Matches(StateSetOptions? options) => true;

    protected override StateSet CreateSeries(LabelSet labels) => throw new NotSupportedException();
}

internal abstract class StateSet : Metrics.Streaming.Series, IStateSet
{
    protected StateSet(LabelSet labels)
        : base(labels)
    {
    }

    public abstract ReadOnlySpan<string> States { get; }

    public abstract bool IsActive(string state);

    public abstract void Set(string state, bool active);

    public abstract void Switch(string state);
}

internal sealed class StateSetFamily<TState> : InstrumentFamily<IStateSet<TState>, StateSet<TState>>, IInstrumentFamily<StateSetFamily<TState>, StateSetOptions>
    where TState : struct, Enum
{
    private StateSetFamily(MetricDescriptor descriptor, StateSetOptions? options, FamilySetup setup)
        : base(descriptor, options, setup)
    {
    }

    public static MetricType Type => MetricType.StateSet;

    public static string? UnitOf(StateSetOptions? options) => null;

    public static StateSetFamily<TState> Create(MetricDescriptor descriptor, StateSetOptions? options, FamilySetup setup) => new(descriptor, options, setup);

    public bool Matches(StateSetOptions? options) => true;

    protected override StateSet<TState> CreateSeries(LabelSet labels) => throw new NotSupportedException();
}

internal abstract class StateSet<TState> : Metrics.Streaming.Series, IStateSet<TState>
    where TState : struct, Enum
{
    protected StateSet(LabelSet labels)
        : base(labels)
    {
    }

    public abstract TState Value { get; }

    public abstract void Set(TState state);
}
