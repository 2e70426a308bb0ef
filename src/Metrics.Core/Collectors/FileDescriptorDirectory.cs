using System.Runtime.InteropServices;
using System.Text;

namespace PrometheusMetrics.Collectors;

/// <summary>The directory <c>/proc/self/fd</c>, which has one entry for each open file descriptor.</summary>
/// <remarks>
/// <para>It is listed through the C library, because the enumeration of .NET follows every link to determine whether its target is a
/// directory: that takes milliseconds with a thousand descriptors, and blocks if one of them is a file on an unreachable network
/// share.</para>
/// <para>Linux 6.2 and later return the number as the size of the directory. It is not used, because it includes descriptors that are still
/// being opened, such as one for each thread that waits in <c>accept</c>, and so differs from what other tools show.</para>
/// </remarks>
internal sealed class FileDescriptorDirectory
{
    // The entries "." and "..", which are no descriptors, and the descriptor of the listing itself.
    private const int NotCounted = 3;

    private readonly byte[] _path;

    /// <summary>Creates a reader of the directory <paramref name="path"/>.</summary>
    public FileDescriptorDirectory(string path) => _path = Encoding.UTF8.GetBytes(path + '\0');

    /// <summary>Counts the open descriptors, without the one that the listing opens.</summary>
    /// <returns>The count, or null if the directory cannot be read.</returns>
    public long? Count()
    {
        var directory = NativeMethods.OpenDirectory(in _path[0]);
        if (directory == 0)
        {
            return null;
        }

        var entries = 0L;
        while (NativeMethods.ReadDirectory(directory) != 0)
        {
            entries++;
        }

        _ = NativeMethods.CloseDirectory(directory);
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
        public static extern nint ReadDirectory(nint directory);

        [DllImport(C, EntryPoint = "closedir")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int CloseDirectory(nint directory);
    }
}
