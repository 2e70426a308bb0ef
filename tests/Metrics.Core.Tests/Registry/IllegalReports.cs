using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Tests.Registry;

/// <summary>What a collector may not report, and what the refusal says.</summary>
internal static class IllegalReports
{
    public static readonly MetricDescriptor Counter = new(MetricType.Counter, "c", "", "a", "b");
    public static readonly MetricDescriptor Gauge = new(MetricType.Gauge, "g", "", "a", "b");
    public static readonly MetricDescriptor Histogram = new(MetricType.Histogram, "h", "");
    public static readonly MetricDescriptor Summary = new(MetricType.Summary, "s", "");
    public static readonly MetricDescriptor States = new(MetricType.StateSet, "st", "");
    public static readonly MetricDescriptor GaugeHistogram = new(MetricType.GaugeHistogram, "gh", "");
    public static readonly MetricDescriptor[] Declared = [Counter, Gauge, Histogram, Summary, States, GaugeHistogram];

    private static readonly DateTimeOffset BeforeUnix = DateTimeOffset.UnixEpoch.AddTicks(-1);

    public static Dictionary<string, (Action<MetricVisitor> Report, string Refusal)> All { get; } = new()
    {
        ["sample before family"] = (v => v.Gauge(LabelSet.Empty, new GaugeSample(1)), "outside a family"),
        ["end without begin"] = (v => v.EndFamily(), "EndFamily() was called without BeginFamily()"),
        ["family not ended"] = (v => v.BeginFamily(Gauge), "begun but not ended"),
        ["nested families"] = (v => { v.BeginFamily(Gauge); v.BeginFamily(Counter); }, "'c_total' begins inside another one"),
        ["no family"] = (v => v.BeginFamily(null!), "descriptor is null: each family needs one"),
        ["family twice"] = (
            v => { Family(v, Gauge, _ => { }); v.BeginFamily(Gauge); },
            "'g' was reported twice in one collection: report all its series between one BeginFamily and EndFamily"),
        ["undeclared family"] = (
            v => v.BeginFamily(new MetricDescriptor(MetricType.Gauge, "other", "")),
            "'other' is not among the collector's Descriptors: add it there, with the same name, type and unit"),
        ["declared with another type"] = (
            v => v.BeginFamily(new MetricDescriptor(MetricType.Unknown, "g", "")), "'g' is not among the collector's Descriptors"),
        ["declared with another unit"] = (
            v => v.BeginFamily(new MetricDescriptor(MetricType.Gauge, "g", "", [], "g")), "is not among the collector's Descriptors"),

        ["sample of another type"] = Sample(
            Gauge,
            v => v.Counter(LabelSet.Empty, new CounterSample(1)),
            "A sample of type Counter was reported in a family of type Gauge: report a sample of that type. (In 'g'.)"),
        ["unknown in a gauge"] = Sample(
            Gauge, v => v.Unknown(LabelSet.Empty, new UnknownSample(1)), "A sample of type Unknown was reported in a family of type Gauge"),
        ["info in a gauge"] = Sample(
            Gauge, v => v.Info(LabelSet.Empty, default), "A sample of type Info was reported in a family of type Gauge"),
        ["histogram in a summary"] = Sample(
            Summary,
            v => v.Histogram(LabelSet.Empty, new HistogramSample([], [1], 1)),
            "A sample of type Histogram was reported in a family of type Summary"),
        ["no labels"] = Sample(Gauge, v => v.Gauge(null!, new GaugeSample(1)), "The labels are null"),
        ["timestamp before 1970"] = Sample(
            Gauge, v => v.Gauge(LabelSet.Empty, new GaugeSample(1) { Timestamp = BeforeUnix }), "A timestamp before 1970"),

        // for Prometheus these label sets are the same.
        ["series twice"] = Twice(Gauge.Labels("1", "2"), Gauge.Labels("1", "2")),
        ["series twice, in another order"] = Twice(Gauge.Labels("1", "2"), LabelSet.Create(("b", "2"), ("a", "1"))),
        ["series twice, with an empty label"] = Twice(Gauge.Labels("1", ""), LabelSet.Create(("a", "1"))),
        ["series twice, without labels"] = Twice(LabelSet.Empty, Gauge.Labels("", "")),
        ["series twice, at another time"] = Sample(
            Gauge,
            v =>
            {
                v.Gauge(Gauge.Labels("1", "2"), new GaugeSample(1) { Timestamp = DateTimeOffset.UnixEpoch.AddSeconds(2) });
                v.Gauge(Gauge.Labels("1", "2"), new GaugeSample(2) { Timestamp = DateTimeOffset.UnixEpoch.AddSeconds(1) });
            },
            "was reported twice"),
        ["series twice, by the replacement character"] = Twice(Gauge.Labels("\ud800", ""), Gauge.Labels("\udc00", "")),

        //
        ["NaN counter"] = Sample(Counter, v => v.Counter(LabelSet.Empty, new CounterSample(double.NaN)), "A counter is zero or more"),
        ["negative counter"] = Sample(Counter, v => v.Counter(LabelSet.Empty, new CounterSample(-1)), "A counter is zero or more"),

        ["le in a histogram"] = Sample(
            Histogram,
            v => v.Histogram(LabelSet.Create(("le", "1")), new HistogramSample([], [1], 1)),
            "'le' is written by the format itself"),
        ["too few bucket counts"] = Buckets([1], [1], "one bucket count more than bounds"),
        ["too many bucket counts"] = Buckets([1], [1, 2, 3], "one bucket count more than bounds"),
        ["no bucket counts"] = Buckets([], [], "one bucket count more than bounds"),
        ["falling bounds"] = Buckets([2, 1], [1, 1, 1], "bounds of a histogram increase strictly"),
        ["equal bounds"] = Buckets([1, 1], [1, 1, 1], "bounds of a histogram increase strictly"),
        ["NaN bound"] = Buckets([double.NaN], [1, 1], "bounds of a histogram increase strictly"),
        ["bound of infinity"] = Buckets([1, double.PositiveInfinity], [1, 1, 1], "without NaN and +Inf"),
        ["negative bucket count"] = Buckets([1], [1, -1], "bucket counts of a histogram are zero or more"),
        ["bucket counts that overflow"] = Buckets([1], [long.MaxValue, 1], "bucket counts of a histogram add up to at most 2^63-1"),
        ["bucket counts that overflow to zero"] = Buckets(
            [1, 2], [long.MaxValue, long.MaxValue, 2], "bucket counts of a histogram add up to at most 2^63-1"),
        ["bucket counts of a gauge histogram that overflow"] = Sample(
            GaugeHistogram,
            v => v.Histogram(LabelSet.Empty, new HistogramSample([1], [long.MaxValue, 1], 1)),
            "bucket counts of a histogram add up to at most 2^63-1"),
        ["exemplars of other length"] = Sample(
            Histogram,
            v => v.Histogram(LabelSet.Empty, new HistogramSample([1], [1, 1], 1) { Exemplars = [null] }),
            "one exemplar slot per bucket"),

        //
        ["native schema too fine"] = Native(new NativeHistogramSample(9, 0, 3), "schema of native buckets is -4 to 8"),
        ["native schema too coarse"] = Native(new NativeHistogramSample(-5, 0, 3), "schema of native buckets is -4 to 8"),
        ["native schema of custom buckets"] = Native(new NativeHistogramSample(-53, 0, 3), "schema of native buckets is -4 to 8"),
        ["negative zero threshold"] = Native(new NativeHistogramSample(0, -1, 3), "Threshold and count of the zero bucket"),
        ["infinite zero threshold"] = Native(
            new NativeHistogramSample(0, double.PositiveInfinity, 3), "Threshold and count of the zero bucket"),
        ["NaN as zero threshold"] = Native(new NativeHistogramSample(0, double.NaN, 3), "Threshold and count of the zero bucket"),
        ["negative zero count"] = Native(
            new NativeHistogramSample(0, 0, -1) { PositiveIndexes = [1], PositiveCounts = [4] }, "Threshold and count of the zero bucket"),
        ["native bucket without count"] = Native(new NativeHistogramSample(0, 0, 3) { PositiveIndexes = [1] }, "one count for each index"),
        ["native count without bucket"] = Native(new NativeHistogramSample(0, 0, 2) { NegativeCounts = [1] }, "one count for each index"),
        ["equal native indexes"] = Native(
            new NativeHistogramSample(0, 0, 1) { PositiveIndexes = [1, 1], PositiveCounts = [1, 1] },
            "indexes of native buckets increase strictly"),
        ["falling native indexes"] = Native(
            new NativeHistogramSample(0, 0, 1) { NegativeIndexes = [2, 1], NegativeCounts = [1, 1] },
            "indexes of native buckets increase strictly"),
        ["native bucket beyond infinity"] = Native(
            new NativeHistogramSample(3, 0, 2) { PositiveIndexes = [8194], PositiveCounts = [1] },
            "The index of a native bucket is at most that of infinity, which is 8193"),
        ["coarse native bucket beyond infinity"] = Native(
            new NativeHistogramSample(-4, 0, 2) { NegativeIndexes = [66], NegativeCounts = [1] }, "which is 65 in schema -4"),
        ["negative native count"] = Native(
            new NativeHistogramSample(0, 0, 4) { PositiveIndexes = [1], PositiveCounts = [-1] },
            "counts of native buckets are zero or more"),
        ["native counts that overflow to the right number"] = Native(
            new NativeHistogramSample(0, 0, 3) { PositiveIndexes = [1, 2, 3], PositiveCounts = [long.MaxValue, long.MaxValue, 2] },
            "as many observations as the classic buckets"),
        ["too few in native buckets"] = Native(
            new NativeHistogramSample(0, 0, 1) { PositiveIndexes = [1], PositiveCounts = [1] },
            "as many observations as the classic buckets"),
        ["too many in native buckets"] = Native(
            new NativeHistogramSample(0, 0, 1) { NegativeIndexes = [1], NegativeCounts = [3] },
            "as many observations as the classic buckets"),
        ["too many in native buckets, with NaN"] = Native(
            new NativeHistogramSample(0, 0, 4), "as many observations as the classic buckets", sum: double.NaN),
        ["native exemplars not sorted"] = Native(
            new NativeHistogramSample(0, 0, 3) { Exemplars = [At(2), At(1)] }, "exemplars of native buckets ascend"),
        ["native exemplar of NaN"] = Native(
            new NativeHistogramSample(0, 0, 3) { Exemplars = [At(double.NaN)] }, "exemplars of native buckets ascend"),
        ["native exemplar without timestamp"] = Native(
            new NativeHistogramSample(0, 0, 3) { Exemplars = [new Exemplar(LabelSet.Empty, 1)] }, "have timestamps"),
        ["native exemplar that is none"] = Native(new NativeHistogramSample(0, 0, 3) { Exemplars = [null!] }, "have timestamps"),

        ["quantile in a summary"] = Sample(
            Summary,
            v => v.Summary(LabelSet.Create(("quantile", "1")), new SummarySample(1, 1, [], [])),
            "'quantile' is written by the format itself"),
        ["negative count"] = Quantiles([], [], "count of a summary is zero or more", count: -1),
        ["quantile without value"] = Quantiles([0.5], [], "one value for each quantile"),
        ["falling quantiles"] = Quantiles([0.9, 0.5], [1, 1], "quantiles of a summary increase strictly"),
        ["quantile above 1"] = Quantiles([0.5, 99], [1, 1], "from 0 to 1"),
        ["quantile below 0"] = Quantiles([-0.1, 0.5], [1, 1], "from 0 to 1"),
        ["NaN quantile"] = Quantiles([double.NaN], [1], "quantiles of a summary increase strictly"),

        ["state set with its own label"] = Sample(
            States,
            v => v.StateSet(LabelSet.Create(("st", "x")), new StateSetSample(["on"], [true])),
            "'st' is written by the format itself"),
        ["state twice"] = StateSet(["on", "on"], [true, false], "states of a state set are distinct and not null"),
        ["state twice, by the replacement character"] = StateSet(
            ["\ud800", "\ufffd"], [true, false], "states of a state set are distinct and not null"),
        ["state twice, by two surrogates"] = StateSet(
            ["on\udc00", "\ud83d\ude00", "on\ud800"], [true, false, false], "states of a state set are distinct and not null"),
        ["state without name"] = StateSet([null!], [true], "states of a state set are distinct and not null"),
        ["state with an empty name"] = StateSet(["on", ""], [true, false], "have names that are not empty"),
        ["state without value"] = StateSet(["on", "off"], [true], "one Active value for each state"),
    };

    /// <summary>Those of them that are duplicates, which only the recorder detects.</summary>
    public static IReadOnlyList<string> Duplicates { get; } =
    [
        "family twice",
        "series twice",
        "series twice, in another order",
        "series twice, with an empty label",
        "series twice, without labels",
        "series twice, at another time",
        "series twice, by the replacement character",
    ];

    /// <summary>Those of them that contradict the collector's descriptors, which only the recorder has.</summary>
    public static IReadOnlyList<string> Undeclared { get; } =
        ["undeclared family", "declared with another type", "declared with another unit"];

    /// <summary>Those of them whose values are wrong, which only the recorder checks.</summary>
    public static IReadOnlyList<string> Values { get; } =
    [
        "timestamp before 1970", "NaN counter", "negative counter", "negative bucket count", "negative count",
        "negative zero threshold", "infinite zero threshold", "NaN as zero threshold", "negative zero count", "negative native count",
        "bucket counts that overflow", "bucket counts that overflow to zero", "bucket counts of a gauge histogram that overflow",
        "state with an empty name",
        "native counts that overflow to the right number",
        "too few in native buckets", "too many in native buckets", "too many in native buckets, with NaN",
        "native exemplars not sorted", "native exemplar of NaN", "native exemplar without timestamp", "native exemplar that is none",
    ];

    private static (Action<MetricVisitor> Report, string Refusal) Sample(
        MetricDescriptor family, Action<MetricVisitor> sample, string refusal) =>
        (v => Family(v, family, sample), refusal);

    private static (Action<MetricVisitor> Report, string Refusal) Twice(LabelSet first, LabelSet second) => Sample(
        Gauge,
        v =>
        {
            v.Gauge(first, new GaugeSample(1));
            v.Gauge(second, new GaugeSample(2));
        },
        $"The series 'g{{{second}}}' was reported twice");

    private static (Action<MetricVisitor> Report, string Refusal) Buckets(double[] bounds, long[] counts, string refusal) =>
        Sample(Histogram, v => v.Histogram(LabelSet.Empty, new HistogramSample(bounds, counts, 1)), refusal);

    // A ref struct can't be captured, so the sample is made of what was in it.
    private static (Action<MetricVisitor> Report, string Refusal) Native(NativeHistogramSample native, string refusal, double sum = 1)
    {
        var (schema, threshold, zeroCount) = (native.Schema, native.ZeroThreshold, native.ZeroCount);
        var (positive, positiveCounts) = (native.PositiveIndexes.ToArray(), native.PositiveCounts.ToArray());
        var (negative, negativeCounts) = (native.NegativeIndexes.ToArray(), native.NegativeCounts.ToArray());
        var exemplars = native.Exemplars.ToArray();
        return Sample(Histogram, v => v.Histogram(LabelSet.Empty, new HistogramSample([], [3], sum)
        {
            Native = new NativeHistogramSample(schema, threshold, zeroCount)
            {
                PositiveIndexes = positive,
                PositiveCounts = positiveCounts,
                NegativeIndexes = negative,
                NegativeCounts = negativeCounts,
                Exemplars = exemplars,
            },
        }), refusal);
    }

    private static Exemplar At(double value) => new(LabelSet.Empty, value, DateTimeOffset.UnixEpoch);

    private static (Action<MetricVisitor> Report, string Refusal) Quantiles(
        double[] quantiles, double[] values, string refusal, long count = 1) =>
        Sample(Summary, v => v.Summary(LabelSet.Empty, new SummarySample(count, 1, quantiles, values)), refusal);

    private static (Action<MetricVisitor> Report, string Refusal) StateSet(string[] states, bool[] active, string refusal) =>
        Sample(States, v => v.StateSet(LabelSet.Empty, new StateSetSample(states, active)), refusal);

    private static void Family(MetricVisitor visitor, MetricDescriptor family, Action<MetricVisitor> samples)
    {
        visitor.BeginFamily(family);
        samples(visitor);
        visitor.EndFamily();
    }
}
