namespace PrometheusMetrics;

/// <summary>An instrument that does nothing, and of which one is enough.</summary>
internal interface INullInstrument<TSelf>
    where TSelf : INullInstrument<TSelf>
{
    static abstract TSelf Instance { get; }
}
