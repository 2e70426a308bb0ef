using Microsoft.Extensions.Logging;

namespace PrometheusMetrics.Hosting;

/// <summary>Warns when a host is disposed that was configured to export, and measured, but was never started, so that nothing was exported.
/// It is created with the host: nothing can be created at its disposal.</summary>
internal sealed partial class UnstartedHostWarning : IDisposable
{
    private readonly ExportUse _use;
    private readonly List<(string Name, Func<bool> IsEnabled)> _exporters = [];

    /// <remarks>It needs no logger: one whose provider needs the options of the host can't be created now.</remarks>
    public UnstartedHostWarning(ExportUse use, IEnumerable<ExporterRegistration> registrations, IServiceProvider provider)
    {
        _use = use;
        foreach (var registration in registrations)
        {
            try
            {
                _exporters.Add((registration.Name, registration.PrepareCheck(provider)));
            }
            catch (Exception)
            {
                // Options cannot be created, which the start of the host reports.
            }
        }
    }

    public void Dispose()
    {
        if (_use.Logger is not { } logger || _use.HasStarted || _use.HasExported)
        {
            return;
        }

        string[] enabled = [.. _exporters.Where(exporter => IsEnabled(exporter.IsEnabled)).Select(exporter => exporter.Name)];
        if (enabled.Length > 0)
        {
            LogUnstarted(logger, ForeignText.Join(", ", enabled));
        }
    }

    private static bool IsEnabled(Func<bool> check)
    {
        try
        {
            return check();
        }
        catch (Exception)
        {
            // Options are not valid.
            return false;
        }
    }

    [LoggerMessage(20, LogLevel.Warning,
        "Metrics were created, but nothing was exported by these exporters: {Exporters}. The host was disposed without being started. " +
        "Start and stop it, or export on demand by IMetricPusher.")]
    private static partial void LogUnstarted(ILogger logger, string exporters);
}
