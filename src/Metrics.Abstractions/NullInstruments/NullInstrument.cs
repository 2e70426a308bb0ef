namespace PrometheusMetrics;

/// <summary>Implements every kind of instrument and records nothing.</summary>
internal sealed class NullInstrument
    : ICounter, IGauge, IHistogram, ISummary, IInfo, IStateSet, IDisposable, INullInstrument<NullInstrument>
{
    public static NullInstrument Instance { get; } = new();

    public double Value => 0;

    public ReadOnlySpan<string> States => [];

    public bool IsActive(string state) => false;

    public void Inc()
    {
    }

    public void Inc(double value)
    {
    }

    public void IncTo(double value)
    {
    }

    public void IncWithExemplar(double value, params ReadOnlySpan<(string Name, string Value)> exemplar)
    {
    }

    public void Dec(double value)
    {
    }

    public void Set(double value)
    {
    }

    public void Set(params ReadOnlySpan<(string Name, string Value)> labels)
    {
    }

    public void Set(string state, bool active)
    {
    }

    public void Switch(string state)
    {
    }

    public void SetToCurrentTime()
    {
    }

    public void SetToTime(DateTimeOffset time)
    {
    }

    public void Observe(double value)
    {
    }

    public void ObserveWithExemplar(double value, params ReadOnlySpan<(string Name, string Value)> exemplar)
    {
    }

    public void Dispose()
    {
    }
}
