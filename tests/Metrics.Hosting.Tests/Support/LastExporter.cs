using PrometheusMetrics.Collection;
using PrometheusMetrics.Hosting;

namespace PrometheusMetrics.Tests.Support;

/// <summary>Tells the exports at the end of the host from ordinary ones.</summary>
internal sealed class LastExporter : ToyExporter, IMetricExporter
{
    private readonly Lock _lock = new();
    private readonly List<string> _calls = [];

    /// <summary>What is known after a failure; null throws.</summary>
    public ExportFailureKind? Kind { get; set; } = ExportFailureKind.Transient;

    public IReadOnlyList<string> Calls
    {
        get
        {
            lock (_lock)
            {
                return [.. _calls];
            }
        }
    }

    Task IMetricExporter.ExportAsync(IMetricSource source, CancellationToken cancellationToken)
    {
        Add("ordinary");
        return ExportAsync(source, cancellationToken);
    }

    Task IMetricExporter.ExportLastAsync(IMetricSource source, CancellationToken cancellationToken)
    {
        Add("last");
        return ExportAsync(source, cancellationToken);
    }

    ExportFailureKind IMetricExporter.Classify(Exception exception) =>
        exception is OperationCanceledException ? ExportFailureKind.Uncertain : Kind!.Value;

    private void Add(string call)
    {
        lock (_lock)
        {
            _calls.Add(call);
        }
    }
}
