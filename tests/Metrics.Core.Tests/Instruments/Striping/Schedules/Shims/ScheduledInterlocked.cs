using System.Runtime.CompilerServices;

namespace PrometheusMetrics.Tests.Instruments.Striping.Schedules;

/// <summary>Stands for <see cref="Interlocked"/>: each operation is a step, after which the stores of its thread are visible.</summary>
internal static class ScheduledInterlocked
{
    public static int Add(
        ref int place,
        int value,
        [CallerArgumentExpression(nameof(place))] string expression = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0)
    {
        Begin("adds", new Origin(expression, file, line));
        return Interlocked.Add(ref place, value);
    }

    public static long Add(
        ref long place,
        long value,
        [CallerArgumentExpression(nameof(place))] string expression = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0)
    {
        Begin("adds", new Origin(expression, file, line));
        return Interlocked.Add(ref place, value);
    }

    public static long Increment(
        ref long place,
        [CallerArgumentExpression(nameof(place))] string expression = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) => Add(ref place, 1, expression, file, line);

    public static T CompareExchange<T>(
        ref T place,
        T value,
        T comparand,
        [CallerArgumentExpression(nameof(place))] string expression = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0)
    {
        Begin("compares and exchanges", new Origin(expression, file, line));
        return Interlocked.CompareExchange(ref place, value, comparand);
    }

    public static T Exchange<T>(
        ref T place,
        T value,
        [CallerArgumentExpression(nameof(place))] string expression = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0)
    {
        Begin("exchanges", new Origin(expression, file, line));
        return Interlocked.Exchange(ref place, value);
    }

    public static void MemoryBarrier([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Begin("has a barrier", new Origin("", file, line));

    public static void MemoryBarrierProcessWide([CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Begin("gives all a barrier", new Origin("", file, line));
        Schedule.Current?.DrainAllStores();
    }

    private static void Begin(string operation, in Origin origin)
    {
        Schedule.Current?.Interleave(operation, origin);
        Schedule.Current?.DrainStores();
    }
}
