using System.Globalization;

namespace PrometheusMetrics.Collectors;

/// <summary>Two soft limits from <c>/proc/self/limits</c>; null if there is none. Source: proc_pid_limits(5).</summary>
/// <param name="OpenFiles">The maximum number of open file descriptors.</param>
/// <param name="AddressSpaceBytes">The maximum size of the virtual memory in bytes.</param>
internal readonly record struct ProcLimits(ulong? OpenFiles, ulong? AddressSpaceBytes)
{
    /// <summary>Parses the content of the file.</summary>
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

                // "unlimited" is not a number, and no number represents it.
                var digits = end < 0 ? columns : columns[..end];
                return ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : null;
            }
        }

        return null;
    }
}
