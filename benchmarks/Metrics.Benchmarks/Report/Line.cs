namespace PrometheusMetrics.Benchmarks.Report;

/// <summary>A line of the table: an operation, the benchmark methods that measure it for this library and for the OpenTelemetry SDK, and
/// its goal.</summary>
internal sealed record Line(string Operation, string Method, string Goal, string? OpenTelemetryMethod = null)
{
    /// <summary>All lines, in the order of the table.</summary>
    public static IReadOnlyList<Line> All { get; } =
    [
        new("`Interlocked.Increment` on one field", nameof(InstrumentBenchmark.InterlockedIncrement), "the limit"),
        new("`Interlocked.Increment` behind an interface", nameof(InstrumentBenchmark.InterlockedBehindInterface), "-"),
        new(
            "counter `Inc()`",
            nameof(InstrumentBenchmark.CounterInc),
            "<= 1.15x; <= 2x",
            nameof(InstrumentBenchmark.OpenTelemetryCounterAdd)),
        new(
            "counter `Inc(1.5)`",
            nameof(InstrumentBenchmark.CounterIncBy),
            "<= 2x; <= 2x",
            nameof(InstrumentBenchmark.OpenTelemetryCounterAddDouble)),
        new("counter `Inc()`, exemplars from traces on, no trace", nameof(InstrumentBenchmark.TracedCounterInc), "-"),
        new("gauge `Set`", nameof(InstrumentBenchmark.GaugeSet), "<= 1x"),
        new("gauge `Inc()`", nameof(InstrumentBenchmark.GaugeInc), "-"),
        new(
            "histogram `Observe`, 11 buckets",
            nameof(InstrumentBenchmark.HistogramObserve),
            "<= 4x; <= 2x",
            nameof(InstrumentBenchmark.OpenTelemetryHistogramRecord)),
        new("native histogram `Observe`", nameof(InstrumentBenchmark.NativeHistogramObserve), "<= 6x"),
        new(
            "3 labels: find one of 64 series + `Inc()`, shared strings",
            nameof(InstrumentBenchmark.LabelledInc),
            "<= 9x, 0 B",
            nameof(InstrumentBenchmark.OpenTelemetryTaggedAdd)),
        new("the same with fresh strings each time", nameof(InstrumentBenchmark.LabelledIncFresh), "<= 14x, 0 B"),
        new("the same with an enum, a bool and an int", nameof(TypedFamilyBenchmark.TypedLabelledInc), "0 B"),
        new("summary `Observe`, 3 quantiles", nameof(InstrumentBenchmark.SummaryObserve), "<= 40x"),
    ];
}
