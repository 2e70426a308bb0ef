using System.Runtime.CompilerServices;
using PrometheusMetrics.Instruments;

namespace PrometheusMetrics.Tests.Support;

/// <summary>What instruments keep to themselves.</summary>
internal static class Stripes
{
    /// <summary>The first cell.</summary>
    public static ref HistogramCell First(ref HistogramAccumulator accumulator) => ref Generic<HistogramCell, BucketedValue, HistogramSnapshot>.First(ref Group(ref accumulator));

    /// <summary>The cells beside the first; null if there are none.</summary>
    public static HistogramCell[]? More(ref HistogramAccumulator accumulator) => Generic<HistogramCell, BucketedValue, HistogramSnapshot>.More(ref Group(ref accumulator));

    /// <summary>Whether a counter has cells.</summary>
    public static bool HasSpread(Counter counter) => Of(ref Of(counter)) is not null;

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_cells")]
    private static extern ref StripedCounter Of(Counter counter);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_cells")]
    private static extern ref PaddedCounter[]? Of(ref StripedCounter cells);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_cells")]
    private static extern ref StripedAccumulator<HistogramCell, BucketedValue, HistogramSnapshot> Group(ref HistogramAccumulator accumulator);

    private static class Generic<TCell, TObservation, TSnapshot>
        where TCell : struct, IAccumulatorCell<TCell, TObservation, TSnapshot>
        where TSnapshot : ICellSnapshot, allows ref struct
    {
        [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_first")]
        public static extern ref TCell First(ref StripedAccumulator<TCell, TObservation, TSnapshot> group);

        [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_cells")]
        public static extern ref TCell[]? More(ref StripedAccumulator<TCell, TObservation, TSnapshot> group);
    }
}
