using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

internal sealed class Gauge : Series, IGauge
{
    private byte _contention;
    private StripedGauge _value;

    /// <param name="labels">The labels.</param>
    /// <param name="initialValue">The value until the first write.</param>
    /// <param name="cells">The cells of the family, in which no gauge has its value.</param>
    public Gauge(LabelSet labels, double initialValue, GaugeCells cells)
        : base(labels) => _value = new StripedGauge(initialValue, cells);

    public double Value => _value.Read();

    protected override long ValueVersion => BitConverter.DoubleToInt64Bits(Value);

    public void Set(double value)
    {
        _value.Set(value);
        OnWritten();
    }

    public void Inc(double value = 1)
    {
        // Read before the addition, which may be a memory barrier: a read after it would have to wait for it.
        var isHidden = IsHidden;
        _value.Add(value, ref _contention);
        if (isHidden)
        {
            Show();
        }
    }

    public void Dec(double value = 1) => Inc(-value);

    public void SetToCurrentTime() => SetToTime(_value.TimeProvider.GetUtcNow());

    public void SetToTime(DateTimeOffset time) => Set((time - DateTimeOffset.UnixEpoch).TotalSeconds);

    public override void Collect(MetricVisitor visitor)
    {
        visitor.Gauge(Labels, new GaugeSample(Value));
        _value.Sweep(ref _contention);
    }

    public override bool TryReadNumber(out NumberSample sample)
    {
        sample = new NumberSample(Value, CreatedTicks: 0, HasExemplar: false);
        _value.Sweep(ref _contention);
        return true;
    }
}
