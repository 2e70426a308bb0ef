namespace PrometheusMetrics.Hosting;

/// <summary>What a push does to the group.</summary>
public enum PushMethod
{
    /// <summary>Replaces the whole group.</summary>
    Put,

    /// <summary>Replaces the metrics of the same names, and keeps the others.</summary>
    Post,
}
