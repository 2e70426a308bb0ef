using System.Runtime.CompilerServices;
using PrometheusMetrics.Instruments;

namespace PrometheusMetrics.Tests.Support;

/// <summary>Reads the private cells of instruments.</summary>
internal static class Stripes
{
    /// <summary>Returns the cell that all threads use.</summary>
    public static ref HistogramCell First(ref HistogramAccumulator accumulator) => ref First(ref Inner(ref accumulator));

    /// <summary>Returns the cells that have owners.</summary>
    public static IReadOnlyList<HistogramCell> Owned(ref HistogramAccumulator accumulator) =>
        Owned(Cells(ref Inner(ref accumulator)));

    /// <summary>Returns the cells that have owners.</summary>
    public static IReadOnlyList<CounterCell> Owned(Counter counter) => Owned(Cells(ref TotalOf(counter)));

    /// <summary>Returns the cells that have owners.</summary>
    public static IReadOnlyList<GaugeCell> Owned(Gauge gauge) => Owned(ref ValueOf(gauge));

    /// <summary>Returns the cells that have owners.</summary>
    public static IReadOnlyList<GaugeCell> Owned(ref StripedGauge gauge) => Owned(Cells(ref gauge));

    /// <summary>Moves the value of a gauge to cells, as after some contended writes.</summary>
    public static void MoveToCells(ref StripedGauge gauge)
    {
        var contention = default(byte);
        MoveToCells(ref gauge, ref contention);
    }

    /// <summary>Returns whether threads have contended for a counter, so that it may have cells with owners.</summary>
    public static bool IsStriped(Counter counter) => Cells(ref TotalOf(counter)) is not null;

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_accumulator")]
    public static extern ref HistogramAccumulator AccumulatorOf(Histogram histogram);

    private static IReadOnlyList<TCell> Owned<TCell>(OwnedCells<TCell>? cells)
        where TCell : struct, IOwnedCell<TCell> => cells is null ? [] : [.. cells.Slots.ToArray().Where(cell => cell.Lock.Exists)];

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_total")]
    private static extern ref StripedCounter TotalOf(Counter counter);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_cells")]
    private static extern ref CounterCells? Cells(ref StripedCounter counter);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_value")]
    private static extern ref StripedGauge ValueOf(Gauge gauge);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "MoveToCells")]
    private static extern void MoveToCells(ref StripedGauge gauge, ref byte contention);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_cells")]
    private static extern ref GaugeCells Cells(ref StripedGauge gauge);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_cells")]
    private static extern ref StripedAccumulator<HistogramCell, BucketedValue, HistogramSnapshot> Inner(
        ref HistogramAccumulator accumulator);

    private static ref HistogramCell First(ref StripedAccumulator<HistogramCell, BucketedValue, HistogramSnapshot> accumulator) =>
        ref Generic<HistogramCell, BucketedValue, HistogramSnapshot>.First(ref accumulator);

    private static AccumulatorCells<HistogramCell, BucketedValue, HistogramSnapshot>? Cells(
        ref StripedAccumulator<HistogramCell, BucketedValue, HistogramSnapshot> accumulator) =>
        Generic<HistogramCell, BucketedValue, HistogramSnapshot>.Cells(ref accumulator);

    private static class Generic<TCell, TObservation, TSnapshot>
        where TCell : struct, IAccumulatorCell<TCell, TObservation, TSnapshot>
        where TSnapshot : ICellSnapshot, allows ref struct
    {
        [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_first")]
        public static extern ref TCell First(ref StripedAccumulator<TCell, TObservation, TSnapshot> accumulator);

        [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_cells")]
        public static extern ref AccumulatorCells<TCell, TObservation, TSnapshot>? Cells(
            ref StripedAccumulator<TCell, TObservation, TSnapshot> accumulator);
    }
}
