using System.Runtime.InteropServices;
using System.Text;

namespace PrometheusMetrics.Collectors;

/// <summary>The folder <c>/proc/self/fd</c>, which has one entry for each open descriptor.</summary>
/// <remarks>
/// <para>It is listed through the C library, because the enumeration of .NET follows every link to see whether it leads to a folder: that takes
/// milliseconds with a thousand descriptors, and hangs when one of them is a file of a dead network share.</para>
/// <para>Linux 6.2 and later tell the number as the size of the folder. It isn't used: it counts descriptors that are still being opened too,
/// such as one for each thread that waits in <c>accept</c>, and so differs from what every tool shows.</para>
/// </remarks>
internal sealed class FileDescriptorDirectory
{
    // Not descriptors: the entries "." and "..". Not the program's: the descriptor of the listing itself.
    private const int NotCounted = 3;

    private readonly byte[] _path;

    /// <summary>Makes it for <paramref name="path"/>.</summary>
    public FileDescriptorDirectory(string path) => _path = Encoding.UTF8.GetBytes(path + '\0');

    /// <summary>Counts the open descriptors, without the one that the counting itself needs.</summary>
    /// <returns>Null if the folder can't be read.</returns>
    public long? Count()
    {
        var folder = NativeMethods.OpenDirectory(in _path[0]);
        if (folder == 0)
        {
            return null;
        }

        var entries = 0L;
        while (NativeMethods.ReadDirectory(folder) != 0)
        {
            entries++;
        }

        _ = NativeMethods.CloseDirectory(folder);
        return entries < NotCounted ? null : entries - NotCounted;
    }

    private static class NativeMethods
    {
        private const string C = "libc";

        [DllImport(C, EntryPoint = "opendir")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern nint OpenDirectory(in byte path);

        [DllImport(C, EntryPoint = "readdir")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern nint ReadDirectory(nint folder);

        [DllImport(C, EntryPoint = "closedir")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int CloseDirectory(nint folder);
    }
}
