using Metrics.Collection;

namespace Metrics.Instruments;

internal sealed class CounterFamily : InstrumentFamily<ICounter, Counter>, IInstrumentFamily<CounterFamily, CounterOptions>
{
    private CounterFamily(MetricDescriptor descriptor, TimeProvider clock)
        : base(descriptor, clock)
    {
    }

    public static MetricType Type => MetricType.Counter;

    public static string? UnitOf(CounterOptions? options) => options?.Unit;

    public static CounterFamily Create(MetricDescriptor descriptor, CounterOptions? options, TimeProvider clock) => new(descriptor, clock);

    public bool Matches(CounterOptions? options) => true;

    protected override Counter CreateSeries(LabelSet labels) => new(labels, Clock);
}
