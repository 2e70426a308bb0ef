using System.ComponentModel;
using System.Diagnostics;

namespace PrometheusMetrics.Collectors;

/// <summary>The start time of this process.</summary>
internal static class ProcessStart
{
    /// <summary>Reads the start time from the operating system. The result may differ by a tick between calls, so keep it.</summary>
    /// <returns>The start time to the system's clock tick (10 ms on Linux), or null if it is not available.</returns>
    /// <remarks>On Linux this is the boot time plus the start in ticks from <c>/proc/self/stat</c>. The boot time is computed from the
    /// system's clocks: <c>btime</c> in <c>/proc/stat</c>, which other libraries use, is truncated to whole seconds, and some containers
    /// provide another value, which does not fit the ticks.</remarks>
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
