using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

/// <summary>All series of one name, and the part of the shape that every kind of instrument has.</summary>
internal abstract class InstrumentFamily : ICollector, IStreamableFamily
{
    private ICounter? _overflows;
    private int _limitTold;

    protected InstrumentFamily(MetricDescriptor descriptor, InstrumentOptions? options, FamilySetup setup)
    {
        Descriptor = descriptor;
        Descriptors = [descriptor];
        Setup = setup;
        SeriesLimit = options?.SeriesLimit ?? setup.Events.SeriesLimit;
        IdleTimeout = options?.IdleTimeout;
        if (SeriesLimit < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(options), SeriesLimit, $"SeriesLimit of '{descriptor.Name}' must be 1 or more: it says how many series there may be.");
        }

        if (IdleTimeout <= TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(nameof(options), IdleTimeout, $"IdleTimeout of '{descriptor.Name}' must be more than zero: leave it null for series that never expire.");
        }
    }

    public MetricDescriptor Descriptor { get; }

    public IReadOnlyList<MetricDescriptor> Descriptors { get; }

    protected FamilySetup Setup { get; }

    /// <summary>Whether there are labels besides the constant ones of the factory that made it. If not, its series stay whatever happens.</summary>
    protected bool HasOwnLabels => Descriptor.LabelNames.Length > Setup.Constants;

    protected TimeProvider Clock => Setup.Clock;

    protected int SeriesLimit { get; }

    protected TimeSpan? IdleTimeout { get; }

    public abstract ReadOnlyMemory<Series> ReadSeries();

    public void Collect(MetricVisitor visitor, in CollectionRequest request) => FamilyReport.Report(this, visitor);

    /// <summary>Whether the family was made with the same help, unit, label names and common options. The label names come in two parts.</summary>
    public bool HasShape(string help, ReadOnlySpan<string> constantNames, ReadOnlySpan<string> labelNames, string? unit, InstrumentOptions? options) =>
        Descriptor.Help == help
        && Descriptor.Unit == (unit ?? "")
        && Descriptor.LabelNames.Length == constantNames.Length + labelNames.Length
        && Descriptor.LabelNames.StartsWith(constantNames)
        && Descriptor.LabelNames.EndsWith(labelNames)
        && SeriesLimit == (options?.SeriesLimit ?? Setup.Events.SeriesLimit)
        && IdleTimeout == options?.IdleTimeout;

    public override string ToString() =>
        $"{Descriptor}, help \"{Descriptor.Help}\"{(Descriptor.Unit.Length == 0 ? "" : $", unit {Descriptor.Unit}")}{DescribeOptions()}{DescribeLimits()}";

    /// <summary>Counts a lookup that found no room, and says so once.</summary>
    protected void CountOverflow()
    {
        (_overflows ?? CreateOverflows()).Inc();
        if (_limitTold == 0 && Interlocked.Exchange(ref _limitTold, 1) == 0)
        {
            Setup.Events.OnSeriesLimitReached(Descriptor.Name, SeriesLimit);
        }
    }

    /// <summary>What the options add to the shape, for the message that shows two shapes: ", buckets 1, 2, 5".</summary>
    protected virtual string DescribeOptions() => "";

    private ICounter CreateOverflows() => _overflows = Setup.Events.CountOverflows(Descriptor.Name);

    private string DescribeLimits() =>
        (SeriesLimit == Setup.Events.SeriesLimit ? "" : $", at most {SeriesLimit} series") + (IdleTimeout is null ? "" : $", idle timeout {IdleTimeout}");
}
