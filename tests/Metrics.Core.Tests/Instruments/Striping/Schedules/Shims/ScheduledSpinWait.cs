using System.Runtime.CompilerServices;

namespace PrometheusMetrics.Tests.Instruments.Striping.Schedules;

/// <summary>Stands for <see cref="SpinWait"/>: who spins lets others run.</summary>
internal struct ScheduledSpinWait
{
    public int Count { get; private set; }

    public void SpinOnce([CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Count++;
        Schedule.Current?.Spin(new Origin("", file, line));
    }
}
