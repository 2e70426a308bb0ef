using Microsoft.Extensions.Logging;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Textfile;

namespace PrometheusMetrics.Hosting;

/// <summary>Writes the text file that node_exporter reads.</summary>
internal sealed partial class TextfileExporter : IMetricExporter
{
    private readonly TextfileWriter _writer;
    private readonly Func<MetricDescriptor, bool> _filter;
    private readonly BatchJobs _jobs;
    private readonly ILogger _logger;
    private readonly HashSet<string> _reported = new(StringComparer.Ordinal);
    private bool _hasWritten;

    public TextfileExporter(TextfileOptions options, BatchJobs jobs, ILogger<TextfileExporter> logger)
    {
        _writer = new TextfileWriter(options.Path!);
        _filter = options.CreateFilter();
        _jobs = jobs;
        _logger = logger;
    }

    public async Task ExportAsync(IMetricSource source, CancellationToken cancellationToken)
    {
        if (!_hasWritten)
        {
            BatchJobLines.Restore(_writer.FilePath, _jobs);
        }

        var result = await _writer.WriteAsync(new FilteredSource(source, _filter), cancellationToken).ConfigureAwait(false);
        if (!_hasWritten)
        {
            _hasWritten = true;
            LogFirstWrite(result.Bytes, ForeignText.Escape(_writer.FilePath, ForeignText.MaxReasonLength));
        }

        string[] leftOut = [.. result.LeftOut.Where(_reported.Add)];
        if (leftOut.Length > 0)
        {
            LogLeftOut(ForeignText.Join(", ", leftOut));
        }
    }

    // On Windows access is also denied while another program reads the file.
    public ExportFailureKind Classify(Exception exception) => exception.InnerException switch
    {
        DirectoryNotFoundException => ExportFailureKind.Permanent,
        UnauthorizedAccessException when !OperatingSystem.IsWindows() => ExportFailureKind.Permanent,
        _ => ExportFailureKind.Transient,
    };

    [LoggerMessage(1, LogLevel.Information, "The metrics were written to the text file '{Path}' for the first time: {Bytes} bytes.")]
    private partial void LogFirstWrite(long bytes, string path);

    [LoggerMessage(2, LogLevel.Warning,
        "These metrics are left out of the text file, because node_exporter has such metrics itself, or ends when it reads them: " +
        "{Names}. Rename them, or exclude them by Prometheus:Textfile:Exclude.")]
    private partial void LogLeftOut(string names);
}
