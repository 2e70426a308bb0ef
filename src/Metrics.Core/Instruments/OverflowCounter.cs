namespace PrometheusMetrics.Instruments;

/// <summary>Counts the lookups that returned an overflow series because of the series limit, and reports the first one.</summary>
internal sealed class OverflowCounter(InstrumentShape shape)
{
    private ICounter? _counter;
    private int _isReported;

    /// <summary>Counts one lookup. The caller holds no lock.</summary>
    public void Count()
    {
        (_counter ??= shape.Context.Host.CountOverflows(shape.Descriptor.Name)).Inc();
        if (_isReported == 0 && Interlocked.Exchange(ref _isReported, 1) == 0)
        {
            shape.Context.Host.OnSeriesLimitReached(shape.Descriptor.Name, shape.Limits.SeriesLimit);
        }
    }
}
