namespace PrometheusMetrics.Benchmarks.Instruments;

/// <summary>The same as <see cref="StandIn{TKind}"/> for the interfaces of prometheus-net.</summary>
/// <typeparam name="TKind">Any type of values: each makes another implementation of the interfaces.</typeparam>
internal sealed class PrometheusNetStandIn<TKind>
    : Prometheus.ICounter, Prometheus.IGauge, Prometheus.IHistogram, Prometheus.ISummary, Prometheus.ICollector<Prometheus.ICounter>
    where TKind : struct
{
    private long _field;

    public double Value => Volatile.Read(ref _field);

    public double Sum => Value;

    public long Count => Volatile.Read(ref _field);

    public string Name => string.Empty;

    public string Help => string.Empty;

    public string[] LabelNames => [];

    public Prometheus.ICounter Unlabelled => this;

    public void Inc(double increment) => Interlocked.Increment(ref _field);

    public void Inc(Prometheus.Exemplar? exemplar) => Inc(1);

    public void Inc(double increment, Prometheus.Exemplar? exemplar) => Inc(increment);

    public void IncTo(double targetValue) => Inc(1);

    public void Dec(double decrement) => Inc(1);

    public void DecTo(double targetValue) => Inc(1);

    public void Set(double val) => Inc(1);

    public void Observe(double val) => Inc(1);

    public void Observe(double val, long count) => Inc(1);

    public void Observe(double val, Prometheus.Exemplar? exemplar) => Inc(1);

    public Prometheus.ICounter WithLabels(params string[] labelValues) => this;

    public Prometheus.ICounter WithLabels(ReadOnlyMemory<string> labelValues) => this;

    public Prometheus.ICounter WithLabels(ReadOnlySpan<string> labelValues) => this;
}
