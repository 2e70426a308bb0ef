using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

/// <param name="States">The names, well-formed, so that two names that are exposed as the same text are equal.</param>
internal readonly record struct StateSetSettings(Sequence<string> States) : IInstrumentSettings<StateSetSettings, StateSetOptions>
{
    public static string? UnitOf(StateSetOptions? options) => null;

    public static StateSetSettings Read(StateSetOptions? options, IFamilyHost host) =>
        new(new Sequence<string>(options?.States is { } states ? WellFormedText.Get(states) : null));

    public SeriesFactory CreateSeriesFactory(MetricDescriptor descriptor, FamilyContext context)
    {
        var names = StateNames.Create(States.Items, descriptor.Name, context.Host.LabelValueLengthLimit);
        return labels => new StateSet(labels, names);
    }

    public StateSetSettings Copy() => new(States.Copy());

    public void Describe(ShapeDescription description, IFamilyHost host) =>
        description.Add("states", string.Join(", ", States.Items!));
}
