using System.Runtime.CompilerServices;

namespace PrometheusMetrics.Tests.Instruments.Striping.Schedules;

/// <summary>Stands for <see cref="Thread"/>: who spins lets others run.</summary>
internal static class ScheduledThread
{
    public static void SpinWait(int iterations, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Schedule.Current?.Spin(new Origin($"{iterations}", file, line));
}
