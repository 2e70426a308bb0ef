using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

/// <param name="States">Well-formed, so that two names that are written alike are equal here already.</param>
internal readonly record struct StateSetSettings(Sequence<string> States) : IInstrumentSettings<StateSetSettings, StateSetOptions>
{
    public static string? UnitOf(StateSetOptions? options) => null;

    public static StateSetSettings Read(StateSetOptions? options, IFamilyHost host) => new(new Sequence<string>(StateNames.MakeWellFormed(options?.States)));

    public SeriesFactory CreateSeriesFactory(MetricDescriptor descriptor, FamilyContext context)
    {
        var names = StateNames.Create(States.Items, descriptor.Name);
        return labels => new StateSet(labels, names);
    }

    public StateSetSettings Copy() => new(States.Copy());

    public string Describe(IFamilyHost host) => $", states {string.Join(", ", States.Items!)}";
}
