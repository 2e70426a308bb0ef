using System.Globalization;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Hosting;

/// <summary>Parts of log messages about exports.</summary>
internal static class ExportText
{
    private const string Uncertain =
        " The result is uncertain: a request was sent without an answer, and the destination may have processed it or may still do so.";

    /// <summary>The rest of a sentence about a loss, and what is known besides: <c>: the host's shutdown timeout expired. …</c></summary>
    public static string Reason(ExportLoss loss, ExportDiagnostics diagnostics) => loss switch
    {
        { End: HostEnding.ShutdownTimeout, IsTimeoutTooShort: true, Failure: { } failure } =>
            Reason(failure, diagnostics) + " Raise that timeout: a longer HostOptions.ShutdownTimeout only allows more such attempts."
            + Rest(loss),
        { End: HostEnding.ShutdownTimeout } =>
            ": the host's shutdown timeout expired. Raise HostOptions.ShutdownTimeout." + StillRunning(loss.StillRunning) + Rest(loss)
            + (loss.Failure is { } failure ? $" The attempt before failed{Reason(failure, diagnostics)}" : ""),
        { Failure: { } failure } => (loss.IsUncertain ? "." + Uncertain.TrimEnd('.') : "") + Reason(failure, diagnostics),
        { End: HostEnding.Disposal } =>
            ": the host was disposed without a stop, and the export did not end in time. Stop the host before." + Rest(loss),
        _ => ": the process ended without a stop of the host, and the export did not end in time." + Rest(loss),
    };

    /// <summary>A sentence about the services that used the shutdown time up, after a space, or nothing.</summary>
    public static string StillRunning(string? services) => services is null ? "" : $" Not stopped in time: {services}.";

    /// <summary>The rest of a sentence about a failure: <c>: it took longer than …</c>, or a sentence of its own.</summary>
    public static string Reason(ExportFailure failure, ExportDiagnostics diagnostics) =>
        (failure.Timeout is null ? ". " : ": ") + diagnostics.Describe(failure);

    /// <summary>A text of others in one line.</summary>
    public static string Line(string text) => ForeignText.Escape(text, ForeignText.MaxReasonLength);

    /// <summary>The exception to log with its stack trace, or null if its message says everything, as that of a cancellation
    /// does.</summary>
    public static Exception? Shown(ExportFailure failure) =>
        failure.Timeout is null && failure.Exception is not (CollectionFailedException or OperationCanceledException)
            ? failure.Exception
            : null;

    public static string Seconds(TimeSpan duration) => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.#} s");

    private static string Rest(ExportLoss loss) => loss.IsUncertain ? Uncertain : "";
}
