namespace PrometheusMetrics.EndToEnd.Infrastructure;

/// <summary>A new folder that is deleted with all that is in it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("metrics-e2e-");

    public string FullPath => _folder.FullName;

    public string PathOf(string fileName) => Path.Combine(FullPath, fileName);

    public void Dispose()
    {
        try
        {
            _folder.Delete(recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Already gone, which is all that is wanted.
        }
    }
}
