using System.Globalization;

namespace PrometheusMetrics.Collectors;

/// <summary>What matters here of <c>/proc/self/limits</c>: soft limits, null where there is none. Source: proc_pid_limits(5).</summary>
/// <param name="OpenFiles">The highest number of open descriptors.</param>
/// <param name="AddressSpaceBytes">The largest size of the virtual memory in bytes.</param>
internal readonly record struct ProcLimits(ulong? OpenFiles, ulong? AddressSpaceBytes)
{
    /// <summary>Reads the text of the file.</summary>
    public static ProcLimits Parse(ReadOnlySpan<byte> text) =>
        new(SoftLimit(text, "Max open files "u8), SoftLimit(text, "Max address space "u8));

    private static ulong? SoftLimit(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name)
    {
        foreach (var range in text.Split((byte)'\n'))
        {
            var line = text[range];
            if (line.StartsWith(name))
            {
                var columns = line[name.Length..].TrimStart((byte)' ');
                var end = columns.IndexOf((byte)' ');

                // "unlimited" is no number, and no number stands for it.
                return ulong.TryParse(end < 0 ? columns : columns[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : null;
            }
        }

        return null;
    }
}
