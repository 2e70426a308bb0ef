using System.Globalization;

namespace PrometheusMetrics.Collectors;

/// <summary>Three fields of <c>/proc/self/stat</c>. Source: proc_pid_stat(5).</summary>
/// <param name="Threads">The number of threads.</param>
/// <param name="VirtualBytes">The size of the virtual memory in bytes.</param>
/// <param name="ResidentPages">The size of the resident memory in pages.</param>
internal readonly record struct ProcStat(long Threads, long VirtualBytes, long ResidentPages)
{
    // The fields are numbered as in the manual, from 1.
    private const int NameField = 2;
    private const int ThreadsField = 20;
    private const int VirtualBytesField = 23;
    private const int ResidentPagesField = 24;

    /// <summary>Parses the content of the file.</summary>
    /// <returns>The fields, or null if the content is not as the manual describes.</returns>
    public static ProcStat? Parse(ReadOnlySpan<byte> text)
    {
        // The program's name is in parentheses, and may itself contain parentheses, spaces and line ends. No later field contains a
        // parenthesis, so the last one ends the name.
        var nameEnd = text.LastIndexOf((byte)')');
        if (nameEnd < 0)
        {
            return null;
        }

        var rest = text[nameEnd..];
        long? threads = null, virtualBytes = null, residentPages = null;
        var field = NameField;
        foreach (var range in rest.Split((byte)' '))
        {
            switch (field++)
            {
                case ThreadsField:
                    threads = Number(rest[range]);
                    break;
                case VirtualBytesField:
                    virtualBytes = Number(rest[range]);
                    break;
                case ResidentPagesField:
                    residentPages = Number(rest[range]);
                    break;
            }
        }

        return threads is null || virtualBytes is null || residentPages is null
            ? null
            : new ProcStat(threads.Value, virtualBytes.Value, residentPages.Value);
    }

    private static long? Number(ReadOnlySpan<byte> digits) =>
        long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
