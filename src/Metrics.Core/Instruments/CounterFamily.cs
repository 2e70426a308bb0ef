using Metrics.Collection;

namespace Metrics.Instruments;

internal sealed class CounterFamily : InstrumentFamily<ICounter, Counter>, IInstrumentFamily<CounterFamily, CounterOptions>
{
    private CounterFamily(MetricDescriptor descriptor, CounterOptions? options, FamilySetup setup)
        : base(descriptor, options, setup)
    {
    }

    public static MetricType Type => MetricType.Counter;

    public static string? UnitOf(CounterOptions? options) => options?.Unit;

    public static CounterFamily Create(MetricDescriptor descriptor, CounterOptions? options, FamilySetup setup) => new(descriptor, options, setup);

    public bool Matches(CounterOptions? options) => true;

    protected override Counter CreateSeries(LabelSet labels) => new(labels, Clock);
}
