namespace PrometheusMetrics.Hosting;

/// <summary>The schedule of one exporter, which may change while the host runs.</summary>
internal sealed class ExportSchedule(MetricExportOptions options)
{
    private volatile MetricExportOptions _current = options;

    /// <summary>Raised after <see cref="Current"/> has changed. Handlers must not throw or block.</summary>
    public event EventHandler? Changed;

    public MetricExportOptions Current => _current;

    public void Change(MetricExportOptions options)
    {
        _current = options;
        Changed?.Invoke(this, EventArgs.Empty);
    }
}
