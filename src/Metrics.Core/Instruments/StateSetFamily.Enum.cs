using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Instruments;

/// <summary>State sets whose states are the members of an enum.</summary>
internal sealed class StateSetFamily<TState> : InstrumentFamily<IStateSet<TState>, EnumStateSet<TState>>, IInstrumentFamily<StateSetFamily<TState>, StateSetOptions>
    where TState : struct, Enum
{
    private readonly EnumStates<TState> _states;

    private StateSetFamily(MetricDescriptor descriptor, StateSetOptions? options, FamilySetup setup)
        : base(descriptor, options, setup) => _states = EnumStates<TState>.Create(descriptor.Name);

    public static MetricType Type => MetricType.StateSet;

    public static string? UnitOf(StateSetOptions? options) => null;

    public static StateSetFamily<TState> Create(MetricDescriptor descriptor, StateSetOptions? options, FamilySetup setup) =>
        options?.States is null
            ? new StateSetFamily<TState>(descriptor, options, setup)
            : throw new ArgumentException($"The states of '{descriptor.Name}' are the members of {typeof(TState).Name}: leave out StateSetOptions.States, or the enum.", nameof(options));

    // The enum is the family's type; with states besides it the asker has to be told.
    public bool Matches(StateSetOptions? options) => options?.States is null;

    protected override EnumStateSet<TState> CreateSeries(LabelSet labels) => new(labels, _states);

    protected override string DescribeOptions() => $", states of {typeof(TState).Name} {_states}";
}
