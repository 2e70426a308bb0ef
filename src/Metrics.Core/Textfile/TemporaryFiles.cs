namespace PrometheusMetrics.Textfile;

/// <summary>The temporary files beside a file, whose names node_exporter ignores.</summary>
internal sealed class TemporaryFiles(string path)
{
    private const string Extension = ".tmp";

    // Of Path.GetRandomFileName: 8 characters, a dot and 3 characters.
    private const int LengthOfRandom = 12;
    private const int IndexOfDot = 8;

    // Much longer than a write takes.
    private static readonly TimeSpan AgeOfAbandoned = TimeSpan.FromHours(1);

    private readonly string _folder = Path.GetDirectoryName(path)!;
    private readonly string _prefix = Path.GetFileName(path) + ".";

    public string CreateName() => Path.Combine(_folder, _prefix + Path.GetRandomFileName() + Extension);

    /// <summary>Deletes the files that processes left behind when they were killed while they wrote.</summary>
    public void DeleteAbandoned()
    {
        var oldest = (TimeProvider.System.GetUtcNow() - AgeOfAbandoned).UtcDateTime;
        var options = new EnumerationOptions { MatchType = MatchType.Simple, AttributesToSkip = FileAttributes.Directory };
        foreach (var file in Directory.EnumerateFiles(_folder, "*" + Extension, options))
        {
            if (IsOurs(Path.GetFileName(file.AsSpan())) && File.GetLastWriteTimeUtc(file) < oldest)
            {
                TryDelete(file);
            }
        }
    }

    public static void TryDelete(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A later write deletes it.
        }
    }

    private bool IsOurs(ReadOnlySpan<char> name) =>
        name.Length == _prefix.Length + LengthOfRandom + Extension.Length
        && name.StartsWith(_prefix, StringComparison.Ordinal)
        && name[_prefix.Length + IndexOfDot] == '.';
}
