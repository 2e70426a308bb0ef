using PrometheusMetrics.Tests.Support;
using PrometheusMetrics.Textfile;

namespace PrometheusMetrics.Tests.Textfile;

/// <summary>A folder for text files, and a registry.</summary>
public abstract class TextfileTest : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    protected TextfileTest()
    {
        FilePath = PathOf("app.prom");
        Writer = new TextfileWriter(FilePath);
        Factory = new MetricFactory(Registry);
    }

    protected string Folder => _folder.FullPath;

    protected string FilePath { get; }

    protected TextfileWriter Writer { get; }

    protected MetricRegistry Registry { get; } = new();

    protected MetricFactory Factory { get; }

    /// <summary>The names of all files in the folder, sorted.</summary>
    protected IEnumerable<string?> Files => Directory.GetFileSystemEntries(Folder).Select(Path.GetFileName).Order();

    protected string PathOf(string name) => Path.Combine(Folder, name);

    public void Dispose()
    {
        Registry.Dispose();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }
}
