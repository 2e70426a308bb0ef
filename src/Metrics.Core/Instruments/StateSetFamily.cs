using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Instruments;

/// <summary>State sets with states that the user names.</summary>
internal sealed class StateSetFamily : InstrumentFamily<IStateSet, StateSet>, IInstrumentFamily<StateSetFamily, StateSetOptions>
{
    private readonly StateNames _names;

    private StateSetFamily(MetricDescriptor descriptor, StateSetOptions options, FamilySetup setup)
        : base(descriptor, options, setup) => _names = StateNames.Create(options.States, descriptor.Name);

    public static MetricType Type => MetricType.StateSet;

    public static string? UnitOf(StateSetOptions? options) => null;

    public static StateSetFamily Create(MetricDescriptor descriptor, StateSetOptions? options, FamilySetup setup)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new StateSetFamily(descriptor, options, setup);
    }

    public bool Matches(StateSetOptions? options) => _names.Matches(options?.States);

    protected override StateSet CreateSeries(LabelSet labels) => new(labels, _names);

    protected override string DescribeOptions() => $", states {_names}";
}
