using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

internal readonly record struct SummarySettings(Objectives Objectives, TimeSpan MaxAge, int AgeBuckets)
    : IInstrumentSettings<SummarySettings, SummaryOptions>
{
    private const int MaxAgeBuckets = 100;

    private static readonly SummaryOptions Defaults = new();

    public static string? UnitOf(SummaryOptions? options) => options?.Unit;

    public static SummarySettings Read(SummaryOptions? options, IFamilyHost host) => new(
        new Objectives(options?.Objectives), (options ?? Defaults).MaxAge, (options ?? Defaults).AgeBuckets);

    // Without quantiles there is no window, so that its options have no effect.
    public bool Equals(SummarySettings other) =>
        Objectives.Equals(other.Objectives) && (Objectives.IsEmpty || (MaxAge == other.MaxAge && AgeBuckets == other.AgeBuckets));

    public override int GetHashCode() => Objectives.GetHashCode();

    public SeriesFactory CreateSeriesFactory(MetricDescriptor descriptor, FamilyContext context)
    {
        if (MaxAge <= TimeSpan.Zero)
        {
            throw InvalidOption.OutOfRange(
                MaxAge,
                $"MaxAge of '{ForeignText.Escape(descriptor.Name)}' must be more than zero: "
                + "it is the time for which an observation counts in the quantiles.");
        }

        if (AgeBuckets is < 1 or > MaxAgeBuckets)
        {
            throw InvalidOption.OutOfRange(
                AgeBuckets, $"AgeBuckets of '{ForeignText.Escape(descriptor.Name)}' must be 1 to {MaxAgeBuckets}.");
        }

        var objectives = QuantileObjectives.Create(Objectives.Items, descriptor.Name);
        var (maxAge, ageBuckets) = (MaxAge, AgeBuckets);
        var drops = new DropCounters(descriptor.Name, context.Host);
        return labels => new Summary(
            labels,
            objectives,
            objectives.Quantiles.IsEmpty ? null : new QuantileWindow(objectives, maxAge, ageBuckets, context.TimeProvider),
            context.TimeProvider,
            drops);
    }

    public SummarySettings Copy() => this with { Objectives = Objectives.Copy() };

    public void Describe(ShapeDescription description, IFamilyHost host)
    {
        if (Objectives.IsEmpty)
        {
            description.Add("quantiles", "none", text: "no quantiles");
            return;
        }

        description.Add("quantiles", $"{Objectives}");
        description.Add("window", $"{MaxAge}", text: $"window {MaxAge} in {AgeBuckets} steps");
        description.Add("steps of the window", $"{AgeBuckets}", text: "");
    }
}
