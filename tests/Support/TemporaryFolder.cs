using System.Text;

namespace PrometheusMetrics.Tests.Support;

/// <summary>A new folder that is deleted with all that is in it. Its path is short, so that sockets may be in it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("m");

    public string FullPath => _folder.FullName;

    /// <summary>The path of a file or folder in it.</summary>
    public string this[string name] => Path.Combine(FullPath, name);

    /// <summary>Writes a file, in a folder that it creates if necessary, and returns its path.</summary>
    public string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    /// <inheritdoc cref="Write(string, string)"/>
    public string Write(string name, ReadOnlySpan<byte> bytes)
    {
        var path = this[name];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>Creates a folder, and returns its path.</summary>
    public string CreateFolder(string name) => _folder.CreateSubdirectory(name).FullName;

    public void Dispose() => _folder.Delete(recursive: true);
}
