using Microsoft.Extensions.Logging;

namespace PrometheusMetrics.Hosting;

/// <summary>What has happened in a host so far.</summary>
internal sealed class ExportUse
{
    private volatile ILogger? _logger;
    private volatile bool _hasExported;
    private volatile bool _hasStarted;

    /// <summary>A logger, since the application has got the factory of its metrics; null before.</summary>
    public ILogger? Logger
    {
        get => _logger;
        set => _logger = value;
    }

    /// <summary>Whether there was an export, successful or not. It is known when the exports are disposed.</summary>
    public bool HasExported
    {
        get => _hasExported;
        set => _hasExported = value;
    }

    /// <summary>Whether the host has begun to start its services.</summary>
    public bool HasStarted
    {
        get => _hasStarted;
        set => _hasStarted = value;
    }
}
