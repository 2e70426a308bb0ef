using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

internal sealed class Summary : Series, ISummary
{
    private readonly QuantileObjectives _objectives;
    private readonly QuantileWindow? _window;
    private readonly DropCounters _drops;
    private byte _contention;
    private HistogramAccumulator _accumulator = new(buckets: 1);
    private readonly DateTimeOffset _created;

    public Summary(
        LabelSet labels, QuantileObjectives objectives, QuantileWindow? window, TimeProvider timeProvider, DropCounters drops)
        : base(labels)
    {
        _objectives = objectives;
        _window = window;
        _drops = drops;
        _created = timeProvider.GetUtcNow();
    }

    protected override long ValueVersion => _accumulator.Writes;

    public override int LineCount => _objectives.Quantiles.Length + 2;

    public void Observe(double value)
    {
        if (double.IsNaN(value))
        {
            _drops.CountObservation();
            return;
        }

        _accumulator.Add(bucket: 0, value, ref _contention);
        _window?.Observe(value);
        OnWritten();
    }

    public override void Collect(MetricVisitor visitor)
    {
        var quantiles = _objectives.Quantiles;
        using var values = new RentedArray<double>(quantiles.Length);
        _window?.Read(values.Span);
        var count = 0L;
        var sum = _accumulator.Read(new Span<long>(ref count));
        visitor.Summary(Labels, new SummarySample(count, sum, quantiles, values.Span) { Created = _created });
        _accumulator.Sweep(ref _contention);
    }
}
