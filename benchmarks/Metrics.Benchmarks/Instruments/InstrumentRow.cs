namespace PrometheusMetrics.Benchmarks.Instruments;

/// <summary>A row of the table: an operation of this library and the same of others.</summary>
/// <param name="Operation">Its name in the table.</param>
/// <param name="Own">Creates a new instrument of this library.</param>
/// <param name="PrometheusNet">The same for prometheus-net, or null if it has no such operation.</param>
/// <param name="OpenTelemetry">The same for OpenTelemetry, or null if it has no such operation.</param>
internal sealed record InstrumentRow(
    string Operation, Func<Workload> Own, Func<Workload>? PrometheusNet = null, Func<Workload>? OpenTelemetry = null)
{
    private const int LabelledTimes = 8_192;

    /// <summary>Gets the number of operations of one run of one thread. Most runs are much shorter than the time for which a thread may run
    /// until the scheduler interrupts it.</summary>
    public int Times { get; init; } = 16_384;

    /// <summary>Gets the goal for two threads, in units of the first row, or null.</summary>
    public double? TwoThreadsGoal { get; init; }

    /// <summary>Gets the goal for one thread after the instrument was hot, in units of the first row, or null.</summary>
    public double? AfterHotGoal { get; init; }

    /// <summary>Gets all rows, in the order of the table. The first one is the unit.</summary>
    public static IReadOnlyList<InstrumentRow> All { get; } =
    [
        new("`Interlocked.Increment` on one field, behind an interface", OwnWorkloads.Unit),
        new("counter `Inc()`", OwnWorkloads.CounterInc, PrometheusNetWorkloads.CounterInc, OpenTelemetryWorkloads.CounterAdd)
        {
            TwoThreadsGoal = 2,
            AfterHotGoal = 1.2,
        },
        new(
            "counter `Inc(1.5)`",
            OwnWorkloads.CounterIncBy,
            PrometheusNetWorkloads.CounterIncBy,
            OpenTelemetryWorkloads.CounterAddDouble)
        {
            TwoThreadsGoal = 2.5,
            AfterHotGoal = 1.6,
        },
        new("counter `Inc()`, exemplars from traces on, no trace", OwnWorkloads.TracedCounterInc),
        new("gauge `Inc()`", OwnWorkloads.GaugeInc, PrometheusNetWorkloads.GaugeInc, OpenTelemetryWorkloads.UpDownCounterAdd)
        {
            TwoThreadsGoal = 3.5,
            AfterHotGoal = 1.5,
        },
        new("gauge `Dec()`", OwnWorkloads.GaugeDec, PrometheusNetWorkloads.GaugeDec, OpenTelemetryWorkloads.UpDownCounterSubtract)
        {
            TwoThreadsGoal = 3.5,
            AfterHotGoal = 1.5,
        },
        new(
            "gauge `Inc(1.5)`",
            OwnWorkloads.GaugeIncBy,
            PrometheusNetWorkloads.GaugeIncBy,
            OpenTelemetryWorkloads.UpDownCounterAddDouble)
        {
            TwoThreadsGoal = 3.5,
            AfterHotGoal = 1.5,
        },
        new("gauge `Set`", OwnWorkloads.GaugeSet, PrometheusNetWorkloads.GaugeSet, OpenTelemetryWorkloads.GaugeRecord),
        new(
            "histogram `Observe`, 11 buckets",
            OwnWorkloads.HistogramObserve,
            PrometheusNetWorkloads.HistogramObserve,
            OpenTelemetryWorkloads.HistogramRecord)
        {
            TwoThreadsGoal = 6,
            AfterHotGoal = 3.5,
        },
        new(
            "native histogram `Observe`",
            OwnWorkloads.NativeHistogramObserve,
            PrometheusNet: null,
            OpenTelemetryWorkloads.ExponentialHistogramRecord)
        {
            TwoThreadsGoal = 11,
            AfterHotGoal = 6.5,
        },
        new(
            "3 labels: find one of 64 series + `Inc()`, shared strings",
            OwnWorkloads.LabelledInc,
            PrometheusNetWorkloads.LabelledInc,
            OpenTelemetryWorkloads.TaggedAdd)
        {
            Times = LabelledTimes,
            TwoThreadsGoal = 12,
            AfterHotGoal = 8,
        },
        new(
            "the same with fresh strings each time",
            OwnWorkloads.LabelledIncFresh,
            PrometheusNetWorkloads.LabelledIncFresh,
            OpenTelemetryWorkloads.TaggedAddFresh)
        {
            Times = LabelledTimes,
        },
        new("the same with an enum, a bool and an int", OwnWorkloads.LabelledIncTyped) { Times = LabelledTimes },
        new("summary `Observe`, 3 quantiles", OwnWorkloads.SummaryObserve, PrometheusNetWorkloads.SummaryObserve)
        {
            Times = 2_048,
            TwoThreadsGoal = 60,
            AfterHotGoal = 25,
        },
    ];
}
