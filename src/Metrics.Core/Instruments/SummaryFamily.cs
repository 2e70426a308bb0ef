using System.Globalization;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Instruments;

internal sealed class SummaryFamily : InstrumentFamily<ISummary, Summary>, IInstrumentFamily<SummaryFamily, SummaryOptions>
{
    private const int MaxAgeBuckets = 100;
    private static readonly SummaryOptions Defaults = new();

    private readonly QuantileObjectives _objectives;
    private readonly TimeSpan _maxAge;
    private readonly int _ageBuckets;

    private SummaryFamily(MetricDescriptor descriptor, SummaryOptions options, FamilySetup setup)
        : base(descriptor, options, setup)
    {
        _objectives = QuantileObjectives.Create(options.Objectives);
        _maxAge = options.MaxAge;
        _ageBuckets = options.AgeBuckets;
    }

    public static MetricType Type => MetricType.Summary;

    public static string? UnitOf(SummaryOptions? options) => options?.Unit;

    public static SummaryFamily Create(MetricDescriptor descriptor, SummaryOptions? options, FamilySetup setup)
    {
        options ??= Defaults;
        if (options.MaxAge <= TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.MaxAge, $"MaxAge of '{descriptor.Name}' must be more than zero: it says how long an observation counts in the quantiles.");
        }

        if (options.AgeBuckets is < 1 or > MaxAgeBuckets)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.AgeBuckets, $"AgeBuckets of '{descriptor.Name}' must be 1 to {MaxAgeBuckets}.");
        }

        return new SummaryFamily(descriptor, options, setup);
    }

    public bool Matches(SummaryOptions? options)
    {
        options ??= Defaults;
        return _objectives.Matches(options.Objectives) && (_objectives.Quantiles.IsEmpty || (_maxAge == options.MaxAge && _ageBuckets == options.AgeBuckets));
    }

    protected override Summary CreateSeries(LabelSet labels) =>
        new(labels, _objectives, _objectives.Quantiles.IsEmpty ? null : new QuantileWindow(_objectives, _maxAge, _ageBuckets, Clock), Clock);

    protected override string DescribeOptions() => _objectives.Quantiles.IsEmpty
        ? ", no quantiles"
        : string.Create(CultureInfo.InvariantCulture, $", quantiles {_objectives}, window {_maxAge} in {_ageBuckets} steps");
}
