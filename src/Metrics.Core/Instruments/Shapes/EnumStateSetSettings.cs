using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

/// <summary>The settings of a state set whose states are the members of an enum.</summary>
/// <param name="NamesStates">Whether the options name states, which is an error.</param>
internal readonly record struct EnumStateSetSettings<TState>(bool NamesStates)
    : IInstrumentSettings<EnumStateSetSettings<TState>, StateSetOptions>
    where TState : struct, Enum
{
    public static string? UnitOf(StateSetOptions? options) => null;

    public static EnumStateSetSettings<TState> Read(StateSetOptions? options, IFamilyHost host) => new(options?.States is not null);

    public SeriesFactory CreateSeriesFactory(MetricDescriptor descriptor, FamilyContext context)
    {
        if (NamesStates)
        {
            throw InvalidOption.Invalid(
                $"The states of '{ForeignText.Escape(descriptor.Name)}' are the members of {typeof(TState).Name}: " +
                "leave out StateSetOptions.States, or the enum.");
        }

        var states = EnumStates<TState>.Create(descriptor.Name);
        return labels => new EnumStateSet<TState>(labels, states);
    }

    public EnumStateSetSettings<TState> Copy() => this;

    public void Describe(ShapeDescription description, IFamilyHost host)
    {
        var names = string.Join(", ", EnumStates<TState>.Create(typeof(TState).Name).Names!);
        description.Add("states", $"{names} of {typeof(TState).FullName}", text: $"states of {typeof(TState).Name} {names}");
    }
}
