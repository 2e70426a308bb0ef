using PrometheusMetrics.Collection;
using PrometheusMetrics.Export;
using PrometheusMetrics.Exposition;

namespace PrometheusMetrics.Textfile;

/// <summary>Writes metrics to a file for the textfile collector of node_exporter, in text format 0.0.4 without timestamps. The file is
/// replaced as a whole: a reader gets the previous or the new content, and never a part.</summary>
/// <remarks>Families that would displace metrics of node_exporter are left out: those that begin with <c>go_</c>, <c>process_</c>,
/// <c>promhttp_</c>, <c>node_exporter_</c>, <c>node_scrape_collector_</c> or <c>node_textfile_</c>.</remarks>
/// <threadsafety>Every member may be called from any thread at any time. Of several writers of one file, also in different processes, the
/// last one to finish determines its content.</threadsafety>
public sealed class TextfileWriter
{
    private const string Extension = ".prom";

    private const UnixFileMode ReadableForAll =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly TemporaryFiles _temporaryFiles;

    /// <summary>Creates a writer. Nothing is written yet.</summary>
    /// <param name="path">The path of the file. Its name ends with <c>.prom</c>, and its folder is that of the option
    /// <c>--collector.textfile.directory</c> of node_exporter. A relative path is resolved now.</param>
    /// <exception cref="ArgumentException">The path is empty or illegal, or does not end with <c>.prom</c>.</exception>
    public TextfileWriter(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (!path.EndsWith(Extension, StringComparison.Ordinal))
        {
            throw new ArgumentException(
                $"The path '{ForeignText.Escape(path)}' does not end with '{Extension}', and node_exporter ignores such a file: " +
                $"write '{ForeignText.Escape(Path.ChangeExtension(path, Extension))}'.",
                nameof(path));
        }

        FilePath = Path.GetFullPath(path);
        _temporaryFiles = new TemporaryFiles(FilePath);
    }

    /// <summary>The full path of the file.</summary>
    public string FilePath { get; }

    private string Folder => Path.GetDirectoryName(FilePath)!;

    /// <summary>Collects the metrics, writes them to a temporary file in the same folder, flushes it to the disk and renames it. Everyone
    /// may read the file (mode 0644), whatever the umask of the process.</summary>
    /// <param name="source">The metrics to write.</param>
    /// <param name="cancellationToken">The token that cancels the writing before the file is replaced.</param>
    /// <returns>The size of the file, and the names of the families that were left out.</returns>
    /// <exception cref="IOException">The file could not be written. The message says why; the previous file is unchanged.</exception>
    /// <exception cref="CollectionFailedException">A collector failed and <c>FailOnCollectorError</c> is set. The previous file is
    /// unchanged.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled. The previous file is unchanged.</exception>
    public async Task<TextfileResult> WriteAsync(IMetricSource source, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        var families = new WritableFamilies();
        var request = new CollectionRequest
        {
            Escaping = ExpositionFormat.PushedText.Escaping,
            Filter = families.Includes,
            CancellationToken = cancellationToken,
        };

        // The collection starts before the file, so that nothing is created if it fails.
        using var reader = families.Guard(await source.ReadAsync(request).ConfigureAwait(false));
        try
        {
            _temporaryFiles.DeleteAbandoned();
            var length = await ReplaceAsync(reader, cancellationToken).ConfigureAwait(false);
            return new TextfileResult(length, families.LeftOut);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException(
                $"The text file '{ForeignText.Escape(FilePath, ForeignText.MaxReasonLength)}' was not written, and is unchanged: " +
                $"{Explain(exception)}",
                exception);
        }
    }

    private async Task<long> ReplaceAsync(IMetricReader reader, CancellationToken cancellationToken)
    {
        var temporary = _temporaryFiles.CreateName();
        try
        {
            var length = await WriteAsync(reader, temporary, cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();

            // The folder is not flushed: after a power failure the previous file may be there again, which is whole too.
            File.Move(temporary, FilePath, overwrite: true);
            return length;
        }
        catch
        {
            TemporaryFiles.TryDelete(temporary);
            throw;
        }
    }

    private static async Task<long> WriteAsync(IMetricReader reader, string path, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Options = FileOptions.Asynchronous,

            // The serializer has a buffer of its own.
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var file = new FileStream(path, options);
        await using (file.ConfigureAwait(false))
        {
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(file.SafeFileHandle, ReadableForAll);
            }

            await ExpositionSerializer.WriteAsync(reader, ExpositionFormat.PushedText, file, cancellationToken: cancellationToken)
                .ConfigureAwait(false);
            file.Flush(flushToDisk: true);
            return file.Length;
        }
    }

    private string Explain(Exception exception)
    {
        var folder = ForeignText.Escape(Folder, ForeignText.MaxReasonLength);
        return exception switch
        {
            _ when Directory.Exists(FilePath) => "there is a folder of this name. Remove it, or choose another name.",
            _ when !Directory.Exists(Folder) => $"the folder '{folder}' does not exist. Create it, or correct the path.",
            UnauthorizedAccessException =>
                $"access to the folder '{folder}' is denied. Permit the user of this process to create and replace files in it.",
            _ => ForeignText.Escape(exception.Message, ForeignText.MaxReasonLength),
        };
    }
}
