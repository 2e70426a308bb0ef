namespace PrometheusMetrics.Hosting;

/// <summary>How a host, and so its exports, ends.</summary>
internal enum HostEnding
{
    /// <summary>The host stops, and its shutdown time is not over.</summary>
    Stop,

    /// <summary>The shutdown time of the host is over.</summary>
    ShutdownTimeout,

    /// <summary>The host is disposed without a stop.</summary>
    Disposal,

    /// <summary>The process exits without a stop of the host.</summary>
    ProcessExit,
}
