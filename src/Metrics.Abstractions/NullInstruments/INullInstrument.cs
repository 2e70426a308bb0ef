namespace PrometheusMetrics;

/// <summary>An instrument that records nothing: a stateless singleton.</summary>
internal interface INullInstrument<TSelf>
    where TSelf : INullInstrument<TSelf>
{
    static abstract TSelf Instance { get; }
}
