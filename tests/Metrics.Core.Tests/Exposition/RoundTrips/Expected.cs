using PrometheusMetrics.Collection;
using PrometheusMetrics.Tests.Support.Parsing;

namespace PrometheusMetrics.Tests.Exposition.RoundTrips;

/// <summary>What a reader of a format must see of families that were reported: what a format cannot express is lost, and nothing
/// else.</summary>
/// <param name="escaping">The scheme in which the format writes names.</param>
internal sealed class Expected(NameEscaping escaping)
{
    /// <summary>Text: no units, exemplars, creation times or native buckets, four types, and times in milliseconds.</summary>
    public IEnumerable<FamilyModel> InText(IEnumerable<FamilyModel> families) =>
        from family in Written(families)
        let flat = WithFullName(WithoutOwnTypes(family))
        select flat with
        {
            Type = flat.Type == MetricType.GaugeHistogram ? MetricType.Histogram : flat.Type,
            Unit = "",
            Series = [.. flat.Series.Select(series => InMilliseconds(WithoutNative(series)) with
            {
                Exemplars = [],
                Buckets = [.. series.Buckets.Select(bucket => bucket with { Exemplar = null })],
            })],
        };

    /// <summary>OpenMetrics 1.0: no creation times (by decision D-8) and no native buckets.</summary>
    public IEnumerable<FamilyModel> InOpenMetrics(IEnumerable<FamilyModel> families) =>
        from family in Written(families)
        let full = WithFullName(family)
        select WithUnitIfSuffix(full with
        {
            Name = full.Name[..^Suffix(family).Length],
            Series = [.. full.Series.Select(WithoutNative)],
        });

    /// <summary>OpenMetrics 2.0: exemplars with times only, and those of native buckets only if there are no others.</summary>
    public IEnumerable<FamilyModel> InOpenMetrics2(IEnumerable<FamilyModel> families) =>
        from family in Written(families)
        select WithUnitIfSuffix(WithFullName(family) with
        {
            Series = [.. family.Series.Select(InOneLine)],
        });

    /// <summary>Protobuf: fewer types, and times of samples in milliseconds.</summary>
    public IEnumerable<FamilyModel> InProtobuf(IEnumerable<FamilyModel> families) =>
        from family in Written(families)
        let flat = WithUnitIfSuffix(WithFullName(WithoutOwnTypes(family)))
        select flat with { Series = [.. flat.Series.Select(series => InMilliseconds(WithoutEmptyClassic(series)))] };

    public static IReadOnlyList<LabelModel> WellFormed(IEnumerable<LabelModel> labels) =>
        [.. labels.Select(label => label with { Value = RandomText.WellFormed(label.Value) })];

    /// <summary>Whether servers read an exemplar: without reserved labels, NUL, NaN and more than 128 code points.</summary>
    public static bool IsReadable(ExemplarModel exemplar) =>
        !double.IsNaN(exemplar.Value)
        && exemplar.CodePoints <= 128
        && exemplar.Labels.All(label => label.Name is not ("le" or "quantile") && !label.Value.Contains('\0', StringComparison.Ordinal));

    private static SeriesModel InMilliseconds(SeriesModel series) => series with
    {
        Timestamp = series.Timestamp is { } time ? DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds()) : null,
    };

    // The exemplars beside native buckets go with them.
    private static SeriesModel WithoutNative(SeriesModel series) => series with
    {
        Created = null,
        Native = null,
        Exemplars = series.Native is null ? series.Exemplars : [],
    };

    // The bucket +Inf alone says nothing that native buckets do not say.
    private static SeriesModel WithoutEmptyClassic(SeriesModel series) =>
        series.Native is not null && series.Buckets.Count == 1 ? series with { Buckets = [] } : series;

    private static SeriesModel InOneLine(SeriesModel series)
    {
        var written = WithoutEmptyClassic(series);
        var exemplars = written.Buckets.Count > 0
            ? written.Buckets.Select(bucket => bucket.Exemplar).OfType<ExemplarModel>()
            : series.Exemplars;
        return written with
        {
            Buckets = [.. written.Buckets.Select(bucket => bucket with { Exemplar = null })],
            Exemplars = [.. exemplars.Where(exemplar => exemplar.Time is not null)],
        };
    }

    private static string Suffix(FamilyModel family) => family.Type switch
    {
        MetricType.Counter => "_total",
        MetricType.Info => "_info",
        _ => "",
    };

    private FamilyModel WithFullName(FamilyModel family) =>
        family with { Name = EscapedNames.Escape(family.Name + Suffix(family), isLabel: false, escaping) };

    private FamilyModel WithUnitIfSuffix(FamilyModel family)
    {
        var name = family.Type == MetricType.Counter && family.Name.EndsWith("_total", StringComparison.Ordinal)
            ? family.Name[..^"_total".Length]
            : family.Name;
        return escaping == NameEscaping.AllowUtf8
            || family.Name.EndsWith("_" + family.Unit, StringComparison.Ordinal)
            || name.EndsWith("_" + family.Unit, StringComparison.Ordinal)
            ? family
            : family with { Unit = "" };
    }

    /// <summary>What every format must show: families in their order, without empty ones, without exemplars that a server rejects, with
    /// texts that have a form in UTF-8, and with escaped names of labels.</summary>
    private IEnumerable<FamilyModel> Written(IEnumerable<FamilyModel> families) =>
        from family in families
            .OrderBy(family => family is { Type: MetricType.Info, Name: "target" } ? 0 : 1)
            .ThenBy(family => family.Name + Suffix(family), StringComparer.Ordinal)
        let series = family.Series.Where(series => family.Type != MetricType.StateSet || series.States.Count > 0).Select(Written).ToList()
        where series.Count > 0
        select family with { Help = RandomText.WellFormed(family.Help), Series = series };

    private SeriesModel Written(SeriesModel series) => series with
    {
        Labels = Written(series.Labels),
        States = [.. series.States.Select(state => state with { State = RandomText.WellFormed(state.State) })],
        Exemplars = [.. series.Exemplars.Select(Written).OfType<ExemplarModel>()],
        Buckets = [.. series.Buckets.Select(bucket => bucket with { Exemplar = Written(bucket.Exemplar) })],
    };

    private ExemplarModel? Written(ExemplarModel? exemplar)
    {
        var written = exemplar is null ? null : exemplar with { Labels = Written(exemplar.Labels) };
        return written is not null && IsReadable(written) ? written : null;
    }

    private List<LabelModel> Written(IEnumerable<LabelModel> labels) =>
        [.. WellFormed(labels).Select(label => label with { Name = EscapedNames.Escape(label.Name, isLabel: true, escaping) })];

    // Infos and state sets as gauges.
    private FamilyModel WithoutOwnTypes(FamilyModel family) => family.Type switch
    {
        MetricType.Info => family with
        {
            Type = MetricType.Gauge,
            Name = family.Name + "_info",
            Series = [.. family.Series.Select(series => series with { Value = 1 })],
        },
        MetricType.StateSet => family with
        {
            Type = MetricType.Gauge,
            Series = [.. from series in family.Series
                         from state in series.States
                         select series with
                         {
                             Labels = [.. series.Labels, new(EscapedNames.Escape(family.Name, isLabel: true, escaping), state.State)],
                             States = [],
                             Value = state.IsActive ? 1 : 0,
                         }],
        },
        _ => family,
    };
}
