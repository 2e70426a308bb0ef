using System.Runtime.CompilerServices;

namespace PrometheusMetrics.Tests.Instruments.Striping.Schedules;

/// <summary>What <see cref="PlainAccessRewriter"/> puts in place of plain accesses. Those to what threads share are steps.</summary>
internal static class ScheduledMemory
{
    /// <summary>Takes note of a new array.</summary>
    public static long[] Track(long[] array)
    {
        Schedule.Current?.Track(array);
        return array;
    }

    /// <summary>Copies the end of an array, element by element.</summary>
    public static long[] Copy(
        long[] array, int start = 0, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        var copy = new long[array.Length - start];
        for (var i = 0; i < copy.Length; i++)
        {
            copy[i] = Read(in array[start + i], $"[{start + i}]", file, line);
        }

        return copy;
    }

    /// <summary>Sets a part of an array to zero, element by element.</summary>
    public static void Clear(long[] array, Range range, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        var (start, length) = range.GetOffsetAndLength(array.Length);
        for (var i = start; i < start + length; i++)
        {
            Write(ref array[i], 0, $"[{i}]", file, line);
        }
    }

    public static long Read(
        ref readonly long place,
        [CallerArgumentExpression(nameof(place))] string expression = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0)
    {
        if (Schedule.Current is not { } schedule || !schedule.IsShared(in place))
        {
            return place;
        }

        schedule.Interleave("reads", new Origin(expression, file, line));
        return schedule.Read(in place);
    }

    public static double Read(
        ref readonly double place,
        [CallerArgumentExpression(nameof(place))] string expression = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        BitConverter.Int64BitsToDouble(Read(in Unsafe.As<double, long>(ref Unsafe.AsRef(in place)), expression, file, line));

    public static long Write(
        ref long place,
        long value,
        [CallerArgumentExpression(nameof(place))] string expression = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0)
    {
        if (Schedule.Current is not { } schedule || !schedule.IsShared(ref place))
        {
            place = value;
            return value;
        }

        schedule.Interleave("writes", new Origin(expression, file, line));
        schedule.Write(ref place, value, isVolatile: false);
        return value;
    }

    public static double Write(
        ref double place,
        double value,
        [CallerArgumentExpression(nameof(place))] string expression = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        BitConverter.Int64BitsToDouble(
            Write(ref Unsafe.As<double, long>(ref place), BitConverter.DoubleToInt64Bits(value), expression, file, line));
}
