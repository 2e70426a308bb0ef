using System.Runtime.CompilerServices;
using PrometheusMetrics.Instruments;

namespace PrometheusMetrics.Tests.Support;

/// <summary>What instruments keep to themselves.</summary>
internal static class Cells
{
    /// <summary>The first cell.</summary>
    public static ref TallyCell First(ref Tally tally) => ref Generic<TallyCell, TallyObservation, TallyReading>.First(ref Group(ref tally));

    /// <summary>The cells beside the first; null if there are none.</summary>
    public static TallyCell[]? More(ref Tally tally) => Generic<TallyCell, TallyObservation, TallyReading>.More(ref Group(ref tally));

    /// <summary>Whether a counter has cells.</summary>
    public static bool HasSpread(Counter counter) => Of(ref Of(counter)) is not null;

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_cells")]
    private static extern ref CounterCells Of(Counter counter);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_cells")]
    private static extern ref CounterCell[]? Of(ref CounterCells cells);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_cells")]
    private static extern ref CellGroup<TallyCell, TallyObservation, TallyReading> Group(ref Tally tally);

    private static class Generic<TCell, TObservation, TReading>
        where TCell : struct, ICell<TCell, TObservation, TReading>
        where TReading : ICellReading, allows ref struct
    {
        [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_first")]
        public static extern ref TCell First(ref CellGroup<TCell, TObservation, TReading> group);

        [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_cells")]
        public static extern ref TCell[]? More(ref CellGroup<TCell, TObservation, TReading> group);
    }
}
