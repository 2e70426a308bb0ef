namespace PrometheusMetrics.Collectors;

/// <summary>Reads the files of this process in the directory <c>/proc/self</c> of Linux. A value that cannot be read is null.</summary>
/// <threadsafety>Stateless, so every member may be used from any thread.</threadsafety>
internal sealed class ProcSelf
{
    // stat has one line of about 300 bytes, and limits one line per limit, about 1,400 bytes together.
    private const int MaxFileLength = 4096;

    private readonly string _stat;
    private readonly string _limits;
    private readonly FileDescriptorDirectory _descriptors;

    /// <summary>Creates a reader of the directory <paramref name="root"/>.</summary>
    public ProcSelf(string root)
    {
        _stat = Path.Combine(root, "stat");
        _limits = Path.Combine(root, "limits");
        _descriptors = new FileDescriptorDirectory(Path.Combine(root, "fd"));
    }

    /// <summary>Reads the file <c>stat</c>.</summary>
    public ProcStat? ReadStat()
    {
        Span<byte> buffer = stackalloc byte[MaxFileLength];
        return ProcStat.Parse(Read(_stat, buffer));
    }

    /// <summary>Reads the file <c>limits</c>.</summary>
    public ProcLimits ReadLimits()
    {
        Span<byte> buffer = stackalloc byte[MaxFileLength];
        return ProcLimits.Parse(Read(_limits, buffer));
    }

    /// <summary>Counts the open descriptors.</summary>
    public long? CountDescriptors() => _descriptors.Count();

    private static ReadOnlySpan<byte> Read(string path, Span<byte> buffer)
    {
        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var length = 0;
            int read;
            while ((read = RandomAccess.Read(file, buffer[length..], length)) > 0)
            {
                length += read;
            }

            return buffer[..length];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
