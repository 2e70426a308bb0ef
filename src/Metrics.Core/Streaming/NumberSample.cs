namespace PrometheusMetrics.Streaming;

/// <summary>The sample of a counter or a gauge, without its exemplar.</summary>
/// <param name="Value">The value.</param>
/// <param name="CreatedTicks">The creation time in UTC ticks, or 0 if there is none.</param>
/// <param name="HasExemplar">Whether there may be an exemplar, which only <see cref="Series.Collect"/> reports.</param>
internal readonly record struct NumberSample(double Value, long CreatedTicks, bool HasExemplar);
