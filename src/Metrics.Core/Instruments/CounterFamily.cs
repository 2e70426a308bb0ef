using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Instruments;

internal sealed class CounterFamily : InstrumentFamily<ICounter, Counter>, IInstrumentFamily<CounterFamily, CounterOptions>
{
    private readonly ExemplarPolicy _exemplars;

    private CounterFamily(MetricDescriptor descriptor, CounterOptions? options, FamilySetup setup)
        : base(descriptor, options, setup) => _exemplars = new ExemplarPolicy(options?.Exemplars, descriptor.Name, setup);

    public static MetricType Type => MetricType.Counter;

    public static string? UnitOf(CounterOptions? options) => options?.Unit;

    public static CounterFamily Create(MetricDescriptor descriptor, CounterOptions? options, FamilySetup setup) => new(descriptor, options, setup);

    public bool Matches(CounterOptions? options) => _exemplars.Matches(options?.Exemplars);

    protected override Counter CreateSeries(LabelSet labels) => new(labels, _exemplars);

    protected override string DescribeOptions() => _exemplars.ToString();
}
