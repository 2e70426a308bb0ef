namespace PrometheusMetrics.Pushgateway;

/// <summary>A format of pushes.</summary>
public enum PushFormat
{
    /// <summary>The text format 0.0.4, which every version of the gateway supports.</summary>
    Text,

    /// <summary>Protobuf, which has native histograms and created timestamps. Gateways from 1.9 on keep them.</summary>
    Protobuf,
}
