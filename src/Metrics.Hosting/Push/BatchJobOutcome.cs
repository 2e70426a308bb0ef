using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Hosting;

/// <summary>The outcome of a batch job, as the metrics of its own group at a Pushgateway. A family without a value is left out: in protobuf
/// an empty one would delete the value at the gateway.</summary>
/// <param name="Duration">The duration of the last run in seconds.</param>
/// <param name="LastCompletion">The unix time at which it ended.</param>
/// <param name="LastSuccess">The unix time at which the last success in this process ended, or null if there was none.</param>
/// <param name="Failures">The number of failed runs in this process.</param>
internal sealed record BatchJobOutcome(double Duration, double LastCompletion, double? LastSuccess, double Failures) : IMetricSource
{
    /// <summary>The labels of the registry, which each series has.</summary>
    public LabelSet Labels { get; init; } = LabelSet.Empty;

    public IMetricReader Read(in CollectionRequest request = default) => new Reader(this, request);

    private sealed class Reader(BatchJobOutcome outcome, CollectionRequest request) : IMetricReader
    {
        public bool Read(MetricVisitor visitor)
        {
            Report(visitor, BatchJobMetrics.DurationFamily, outcome.Duration);
            Report(visitor, BatchJobMetrics.FailuresFamily, outcome.Failures);
            Report(visitor, BatchJobMetrics.LastCompletionFamily, outcome.LastCompletion);
            Report(visitor, BatchJobMetrics.LastSuccessFamily, outcome.LastSuccess);
            return false;
        }

        public void Dispose()
        {
        }

        private void Report(MetricVisitor visitor, MetricDescriptor family, double? value)
        {
            if (value is not { } known || !request.Wants(family))
            {
                return;
            }

            visitor.BeginFamily(family);
            if (family.Type == MetricType.Counter)
            {
                visitor.Counter(outcome.Labels, new CounterSample(known));
            }
            else
            {
                visitor.Gauge(outcome.Labels, new GaugeSample(known));
            }

            visitor.EndFamily();
        }
    }
}
