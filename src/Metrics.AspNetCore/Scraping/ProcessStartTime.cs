using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace PrometheusMetrics.AspNetCore;

internal static class ProcessStartTime
{
    public const string HeaderName = "Process-Start-Time-Unix";

    /// <summary>Returns the start time of this process in whole seconds since 1970, or null if it is not available.</summary>
    public static string? Read()
    {
        try
        {
            using var process = Process.GetCurrentProcess();
            return new DateTimeOffset(process.StartTime.ToUniversalTime()).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException or NotSupportedException or IOException)
        {
            return null;
        }
    }
}
