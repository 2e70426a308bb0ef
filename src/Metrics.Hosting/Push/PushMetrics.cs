namespace PrometheusMetrics.Hosting;

/// <summary>The metrics of the pushes to one gateway. They have the label <c>pusher</c> if the host has named gateways.</summary>
internal sealed class PushMetrics
{
    private static readonly double[] DurationBuckets = [0.01, 0.1, 0.5, 1, 5, 10];

    private readonly IMetricFactory _factory;
    private readonly string[] _labelNames;
    private readonly string[] _labelValues;
    private readonly IMetricFamily<ICounter> _attempts;
    private readonly Lazy<Details> _details;
    private readonly Lazy<ICounter> _lostAnswers;

    /// <param name="factory">The factory.</param>
    /// <param name="pusher">The value of the label <c>pusher</c>, or null if the host has no named gateways.</param>
    public PushMetrics(IMetricFactory factory, string? pusher)
    {
        _factory = factory;
        _labelNames = pusher is null ? [] : ["pusher"];
        _labelValues = pusher is null ? [] : [pusher];

        // Also created if nothing is pushed, so that the counter is always exposed.
        _attempts = factory.CreateCounter(
            "metrics_push_attempts_total",
            "Number of pushes to the Pushgateway by outcome (success or failure).",
            [.. _labelNames, "outcome"]);
        _details = new(() => new Details(_factory, _labelNames, _labelValues));
        _lostAnswers = new(() => _factory.CreateCounter(
            "metrics_push_lost_answers_total",
            "Number of pushes to an aggregating gateway whose answer was lost, so that it may or may not have added them.",
            _labelNames).WithLabels(_labelValues));
    }

    /// <summary>Exposes the metrics of a gateway that is used before its first push. Without a 0, Prometheus would not see the first
    /// failure as an increase.</summary>
    public void Expose()
    {
        _ = _details.Value;
        _ = _attempts.WithLabels([.. _labelValues, "success"]);
        _ = _attempts.WithLabels([.. _labelValues, "failure"]);
    }

    public void Count(string outcome, TimeSpan duration)
    {
        _attempts.WithLabels([.. _labelValues, outcome]).Inc();
        _details.Value.Duration.Observe(duration.TotalSeconds);
    }

    /// <summary>Exposes the metric of an aggregating gateway before the first answer is lost.</summary>
    public void ExposeLostAnswers() => _ = _lostAnswers.Value;

    public void CountLostAnswer() => _lostAnswers.Value.Inc();

    public void CountAccepted(long bytes)
    {
        _details.Value.Bytes.Inc(bytes);
        _details.Value.LastSuccess.SetToCurrentTime();
    }

    private sealed class Details(IMetricFactory factory, string[] labelNames, string[] labelValues)
    {
        public IHistogram Duration { get; } = factory.CreateHistogram(
            "metrics_push_duration_seconds",
            "Duration of pushes to the Pushgateway, including the collection of the metrics, in seconds.",
            labelNames,
            new HistogramOptions { Buckets = DurationBuckets }).WithLabels(labelValues);

        public IGauge LastSuccess { get; } = factory.CreateGauge(
            "metrics_push_last_success_timestamp_seconds",
            "Time of the last push that the Pushgateway accepted, in seconds since the Unix epoch; 0 before the first one.",
            labelNames).WithLabels(labelValues);

        public ICounter Bytes { get; } = factory.CreateCounter(
            "metrics_push_bytes_total",
            "Size of the pushes that the Pushgateway accepted, as they were sent, in bytes.",
            labelNames).WithLabels(labelValues);
    }
}
