namespace PrometheusMetrics.Tests.Support;

/// <summary>A counter that records what an extension does to it.</summary>
internal sealed class FakeCounter : ICounter
{
    public double Value { get; private set; }

    public void Inc() => Value++;

    public void Inc(double value) => Value += value;

    public void IncTo(double value) => Value = Math.Max(Value, value);

    public void IncWithExemplar(double value, params ReadOnlySpan<(string Name, string Value)> exemplar) => Inc(value);
}

/// <summary>A gauge that records every value that it had.</summary>
internal sealed class FakeGauge : IGauge
{
    private readonly Lock _gate = new();

    public List<double> History { get; } = [0];

    public double Value => History[^1];

    public void Set(double value)
    {
        lock (_gate)
        {
            History.Add(value);
        }
    }

    public void Inc(double value = 1)
    {
        lock (_gate)
        {
            Set(Value + value);
        }
    }

    public void Dec(double value = 1) => Inc(-value);

    public void SetToCurrentTime() => throw new NotSupportedException();

    public void SetToTime(DateTimeOffset time) => throw new NotSupportedException();
}

/// <summary>A histogram and summary that records its observations.</summary>
internal sealed class FakeDistribution : IHistogram, ISummary
{
    private readonly Lock _gate = new();

    public List<double> Observed { get; } = [];

    public void Observe(double value)
    {
        lock (_gate)
        {
            Observed.Add(value);
        }
    }

    public void ObserveWithExemplar(double value, params ReadOnlySpan<(string Name, string Value)> exemplar) => Observe(value);
}
