namespace PrometheusMetrics.Hosting;

/// <summary>A kind of server that receives pushes.</summary>
public enum PushgatewayKind
{
    /// <summary>A Prometheus Pushgateway, which keeps the last push of each group.</summary>
    Pushgateway,

    /// <summary>A gateway that adds what it receives, such as prom-aggregation-gateway or Gravel. Each push contains only what was added
    /// since the last push that was accepted.</summary>
    Aggregating,

    /// <summary>VictoriaMetrics, by <c>/api/v1/import/prometheus</c>. Job and grouping key are sent as <c>extra_label</c>.</summary>
    VictoriaMetrics,
}
