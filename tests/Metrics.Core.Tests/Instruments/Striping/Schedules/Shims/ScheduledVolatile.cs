using System.Runtime.CompilerServices;

namespace PrometheusMetrics.Tests.Instruments.Striping.Schedules;

/// <summary>Stands for <see cref="Volatile"/>: each access is a step.</summary>
internal static class ScheduledVolatile
{
    public static long Read(
        ref readonly long place,
        [CallerArgumentExpression(nameof(place))] string expression = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0)
    {
        if (Schedule.Current is not { } schedule)
        {
            return Volatile.Read(in place);
        }

        schedule.Interleave("volatile reads", new Origin(expression, file, line));
        return schedule.Read(in place);
    }

    public static double Read(
        ref readonly double place,
        [CallerArgumentExpression(nameof(place))] string expression = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        BitConverter.Int64BitsToDouble(Read(in Unsafe.As<double, long>(ref Unsafe.AsRef(in place)), expression, file, line));

    public static T Read<T>(
        ref readonly T place,
        [CallerArgumentExpression(nameof(place))] string expression = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0)
        where T : class?
    {
        Schedule.Current?.Interleave("volatile reads", new Origin(expression, file, line));
        return Volatile.Read(in place);
    }

    public static void Write(
        ref long place,
        long value,
        [CallerArgumentExpression(nameof(place))] string expression = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0)
    {
        if (Schedule.Current is not { } schedule)
        {
            Volatile.Write(ref place, value);
            return;
        }

        schedule.Interleave("volatile writes", new Origin(expression, file, line));
        schedule.Write(ref place, value, isVolatile: true);
    }

    public static void Write(
        ref double place,
        double value,
        [CallerArgumentExpression(nameof(place))] string expression = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        Write(ref Unsafe.As<double, long>(ref place), BitConverter.DoubleToInt64Bits(value), expression, file, line);

    public static void Write<T>(
        ref T place,
        T value,
        [CallerArgumentExpression(nameof(place))] string expression = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0)
        where T : class?
    {
        // A reference is visible at once, and so is what was written before it.
        Schedule.Current?.Interleave("volatile writes", new Origin(expression, file, line));
        Schedule.Current?.DrainStores();
        Volatile.Write(ref place, value);
    }

    public static void WriteBarrier() => Schedule.Current?.AddStoreBarrier();

    // Reads are in their order here.
    public static void ReadBarrier()
    {
    }
}
