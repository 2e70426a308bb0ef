using System.ComponentModel;
using System.Diagnostics;

namespace PrometheusMetrics.Collectors;

/// <summary>When this process started.</summary>
internal static class ProcessStart
{
    /// <summary>Asks the system. The answer may differ by a tick from call to call, so keep it.</summary>
    /// <returns>The start to the system's clock tick (10 ms on Linux), or null if it can't be had.</returns>
    /// <remarks>On Linux this is the time of boot plus the start in ticks of <c>/proc/self/stat</c>. The time of boot comes from the clocks: the
    /// <c>btime</c> of <c>/proc/stat</c>, which others use, is cut to whole seconds, and some containers give one of their own that doesn't fit
    /// the ticks.</remarks>
    public static DateTimeOffset? Read()
    {
        try
        {
            using var process = Process.GetCurrentProcess();
            return new DateTimeOffset(process.StartTime.ToUniversalTime());
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException or NotSupportedException or IOException)
        {
            return null;
        }
    }
}
