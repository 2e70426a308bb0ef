using System.Globalization;

namespace PrometheusMetrics.EndToEnd.Infrastructure;

/// <summary>The connections of the machine.</summary>
internal static class Connections
{
    private const string Established = "01";

    /// <summary>Counts the connections to a port of a server, which need not have accepted them.</summary>
    public static int Count(int port)
    {
        var suffix = ":" + port.ToString("X4", CultureInfo.InvariantCulture);
        return File.ReadLines("/proc/net/tcp").Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Count(fields => fields[1].EndsWith(suffix, StringComparison.Ordinal) && fields[3] == Established);
    }
}
