using System.Diagnostics;
using System.Runtime.InteropServices;

namespace PrometheusMetrics.Benchmarks.Instruments;

/// <summary>When a thread has begun and finished its work, and whether the scheduler has interrupted it for another thread.</summary>
internal readonly record struct ThreadRun(long Start, long End, bool IsInterrupted)
{
    private const int CurrentThread = 1;

    // The numbers of struct rusage; the last one counts involuntary context switches. Waiting for a lock is a voluntary one.
    private const int UsageLength = 18;

    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(Start, End);

    /// <summary>Runs the work on the current thread.</summary>
    public static ThreadRun Of(Action work)
    {
        var interruptions = CountInterruptions();
        var start = Stopwatch.GetTimestamp();
        work();
        var end = Stopwatch.GetTimestamp();
        return new ThreadRun(start, end, CountInterruptions() != interruptions);
    }

    // Other systems than Linux do not tell.
    private static long CountInterruptions()
    {
        Span<long> usage = stackalloc long[UsageLength];
        return OperatingSystem.IsLinux() && GetUsage(CurrentThread, ref usage[0]) == 0 ? usage[^1] : 0;
    }

    [DllImport("libc", EntryPoint = "getrusage")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetUsage(int who, ref long usage);
}
