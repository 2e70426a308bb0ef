using PrometheusMetrics.Collection;
using PrometheusMetrics.Tests.Support.Parsing;

namespace PrometheusMetrics.Tests.Exposition.RoundTrips;

/// <summary>What a reader of a format must see of families that were reported: what a format cannot express is lost, and nothing
/// else.</summary>
internal static class Expected
{
    /// <summary>Text: no units, exemplars, creation times or native buckets, four types, and times in milliseconds.</summary>
    public static IEnumerable<FamilyModel> InText(IEnumerable<FamilyModel> families) =>
        from family in Written(families)
        let flat = WithoutOwnTypes(family)
        select flat with
        {
            Type = flat.Type == MetricType.GaugeHistogram ? MetricType.Histogram : flat.Type,
            Unit = "",
            Name = flat.Type == MetricType.Counter ? flat.Name + "_total" : flat.Name,
            Series = [.. flat.Series.Select(InText)],
        };

    /// <summary>OpenMetrics 1.0: no creation times (by decision D-8) and no native buckets.</summary>
    public static IEnumerable<FamilyModel> InOpenMetrics(IEnumerable<FamilyModel> families) =>
        from family in Written(families)
        select family with { Series = [.. family.Series.Select(InOpenMetrics)] };

    public static IReadOnlyList<LabelModel> WellFormed(IEnumerable<LabelModel> labels) =>
        [.. labels.Select(label => label with { Value = RandomText.WellFormed(label.Value) })];

    /// <summary>Whether servers read an exemplar: without reserved labels, NUL, NaN and more than 128 code points.</summary>
    public static bool IsReadable(ExemplarModel exemplar) =>
        !double.IsNaN(exemplar.Value)
        && exemplar.CodePoints <= 128
        && exemplar.Labels.All(label => label.Name is not ("le" or "quantile") && !label.Value.Contains('\0', StringComparison.Ordinal));

    /// <summary>What every format must show: families in their order, without empty ones, without exemplars that a server rejects, and with
    /// texts that have a form in UTF-8.</summary>
    private static IEnumerable<FamilyModel> Written(IEnumerable<FamilyModel> families) =>
        from family in families.OrderBy(FullName, StringComparer.Ordinal)
        let series = family.Series.Where(series => family.Type != MetricType.StateSet || series.States.Count > 0).Select(Written).ToList()
        where series.Count > 0
        select family with { Help = RandomText.WellFormed(family.Help), Series = series };

    private static string FullName(FamilyModel family) => family.Name + family.Type switch
    {
        MetricType.Counter => "_total",
        MetricType.Info => "_info",
        _ => "",
    };

    private static SeriesModel Written(SeriesModel series) => series with
    {
        Labels = WellFormed(series.Labels),
        States = [.. series.States.Select(state => state with { State = RandomText.WellFormed(state.State) })],
        Exemplars = [.. series.Exemplars.Select(Written).OfType<ExemplarModel>()],
        Buckets = [.. series.Buckets.Select(bucket => bucket with { Exemplar = Written(bucket.Exemplar) })],
    };

    private static ExemplarModel? Written(ExemplarModel? exemplar)
    {
        var written = exemplar is null ? null : exemplar with { Labels = WellFormed(exemplar.Labels) };
        return written is not null && IsReadable(written) ? written : null;
    }

    // Infos and state sets as gauges.
    private static FamilyModel WithoutOwnTypes(FamilyModel family) => family.Type switch
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
                             Labels = [.. series.Labels, new LabelModel(family.Name, state.State)],
                             States = [],
                             Value = state.IsActive ? 1 : 0,
                         }],
        },
        _ => family,
    };

    private static SeriesModel InText(SeriesModel series) => InOpenMetrics(series) with
    {
        Timestamp = series.Timestamp is { } time ? DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds()) : null,
        Exemplars = [],
        Buckets = [.. series.Buckets.Select(bucket => bucket with { Exemplar = null })],
    };

    // The exemplars beside native buckets go with them.
    private static SeriesModel InOpenMetrics(SeriesModel series) => series with
    {
        Created = null,
        Native = null,
        Exemplars = series.Native is null ? series.Exemplars : [],
    };
}
