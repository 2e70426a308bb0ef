using System.Runtime.CompilerServices;
using PrometheusMetrics.Instruments;

namespace PrometheusMetrics.Tests.Support;

/// <summary>Reads the private cells of instruments.</summary>
internal static class Stripes
{
    /// <summary>Returns the first cell.</summary>
    public static ref HistogramCell First(ref HistogramAccumulator accumulator) =>
        ref Generic<HistogramCell, BucketedValue, HistogramSnapshot>.First(ref Inner(ref accumulator));

    /// <summary>Returns the cells after the first; null if there are none.</summary>
    public static HistogramCell[]? More(ref HistogramAccumulator accumulator) =>
        Generic<HistogramCell, BucketedValue, HistogramSnapshot>.More(ref Inner(ref accumulator));

    /// <summary>Returns whether a counter has stripes.</summary>
    public static bool IsStriped(Counter counter) => Of(ref Of(counter)) is not null;

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_cells")]
    private static extern ref StripedCounter Of(Counter counter);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_cells")]
    private static extern ref PaddedCounter[]? Of(ref StripedCounter cells);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_cells")]
    private static extern ref StripedAccumulator<HistogramCell, BucketedValue, HistogramSnapshot> Inner(
        ref HistogramAccumulator accumulator);

    private static class Generic<TCell, TObservation, TSnapshot>
        where TCell : struct, IAccumulatorCell<TCell, TObservation, TSnapshot>
        where TSnapshot : ICellSnapshot, allows ref struct
    {
        [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_first")]
        public static extern ref TCell First(ref StripedAccumulator<TCell, TObservation, TSnapshot> accumulator);

        [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_cells")]
        public static extern ref TCell[]? More(ref StripedAccumulator<TCell, TObservation, TSnapshot> accumulator);
    }
}
