namespace PrometheusMetrics.Registry;

/// <summary>The self metrics that have a series for each collector. Collectors of the same name share it, and it exists no longer than
/// they are registered: collectors may come and go for as long as the application runs.</summary>
internal sealed class CollectorMetrics(IMetricFamily<ICounter> errors, IMetricFamily<IGauge>? durations)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _registered = new(StringComparer.Ordinal);

    /// <summary>Whether durations are exposed.</summary>
    public bool HasDurations => durations is not null;

    public void Add(string collector)
    {
        lock (_gate)
        {
            _registered[collector] = _registered.GetValueOrDefault(collector) + 1;
        }
    }

    public void Remove(string collector)
    {
        lock (_gate)
        {
            if (--_registered[collector] == 0)
            {
                _registered.Remove(collector);
                RemoveSeries(collector);
            }
        }
    }

    public void CountFailure(string collector)
    {
        errors.WithLabels(collector).Inc();
        RemoveUnlessRegistered(collector);
    }

    public void SetDuration(string collector, TimeSpan duration)
    {
        durations?.WithLabels(collector).Set(duration.TotalSeconds);
        RemoveUnlessRegistered(collector);
    }

    // A collector may be unregistered while its call ends, and the gate must not be held where a listener of the series limit is called:
    // so a series is written first and removed again.
    private void RemoveUnlessRegistered(string collector)
    {
        lock (_gate)
        {
            if (!_registered.ContainsKey(collector))
            {
                RemoveSeries(collector);
            }
        }
    }

    private void RemoveSeries(string collector)
    {
        errors.Remove(collector);
        durations?.Remove(collector);
    }
}
