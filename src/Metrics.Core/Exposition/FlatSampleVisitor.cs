using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Exposition;

/// <summary>The base class of visitors that need numbers with names and labels, as Prometheus stores them, rather than histograms or
/// summaries.</summary>
/// <threadsafety>A visitor belongs to one collection and is used by one thread at a time.</threadsafety>
public abstract class FlatSampleVisitor : MetricVisitor
{
    private MetricDescriptor? _family;

    /// <summary>The current family.</summary>
    /// <exception cref="InvalidOperationException">There was no family yet.</exception>
    protected MetricDescriptor Family =>
        _family ?? throw new InvalidOperationException("A sample came before its family: call BeginFamily first.");

    /// <inheritdoc/>
    public sealed override void BeginFamily(MetricDescriptor descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        _family = descriptor;
        OnFamilyBegun();
    }

    /// <inheritdoc/>
    public sealed override void Unknown(LabelSet labels, in UnknownSample sample)
    {
        var parts = new Parts(this, labels, sample.Timestamp);
        SampleFlattener.Flatten(in sample, ref parts);
    }

    /// <inheritdoc/>
    public sealed override void Counter(LabelSet labels, in CounterSample sample)
    {
        var parts = new Parts(this, labels, sample.Timestamp);
        SampleFlattener.Flatten(in sample, ref parts);
    }

    /// <inheritdoc/>
    public sealed override void Gauge(LabelSet labels, in GaugeSample sample)
    {
        var parts = new Parts(this, labels, sample.Timestamp);
        SampleFlattener.Flatten(in sample, ref parts);
    }

    /// <inheritdoc/>
    public sealed override void Histogram(LabelSet labels, in HistogramSample sample)
    {
        var parts = new Parts(this, labels, sample.Timestamp);
        SampleFlattener.Flatten(in sample, ref parts);
    }

    /// <inheritdoc/>
    public sealed override void Summary(LabelSet labels, in SummarySample sample)
    {
        var parts = new Parts(this, labels, sample.Timestamp);
        SampleFlattener.Flatten(in sample, ref parts);
    }

    /// <inheritdoc/>
    public sealed override void Info(LabelSet labels, in InfoSample sample)
    {
        var parts = new Parts(this, labels, sample.Timestamp);
        SampleFlattener.Flatten(in sample, ref parts);
    }

    /// <inheritdoc/>
    public sealed override void StateSet(LabelSet labels, in StateSetSample sample)
    {
        var parts = new Parts(this, labels, sample.Timestamp);
        SampleFlattener.Flatten(in sample, ref parts);
    }

    /// <summary>Is called when a family has begun; <see cref="Family"/> is the new one.</summary>
    protected virtual void OnFamilyBegun()
    {
    }

    /// <summary>Receives one number. The buckets or quantiles of a sample come first, in ascending order, then its count and its
    /// sum.</summary>
    /// <param name="sample">The number, its name and its labels. It is valid during the call; the label set and the strings may be
    /// kept.</param>
    protected abstract void Visit(in FlatSample sample);

    private readonly struct Parts(FlatSampleVisitor visitor, LabelSet labels, DateTimeOffset? timestamp) : ISamplePartSink
    {
        public void AddValue(double value) => visitor.Visit(Sample("", value));

        public void AddBucket(int index, double bound, long count) =>
            visitor.Visit(new FlatSample(Sample(SampleParts.BucketSuffix, count), SampleParts.BoundLabel, bound));

        public void AddQuantile(int index, double quantile, double value) =>
            visitor.Visit(new FlatSample(Sample("", value), SampleParts.QuantileLabel, quantile));

        public void AddState(string state, bool isActive) =>
            visitor.Visit(new FlatSample(Sample("", isActive ? 1 : 0), visitor.Family.Name, state));

        public void AddTotals(long count, double sum)
        {
            visitor.Visit(Sample(SampleParts.CountSuffix, count));
            visitor.Visit(Sample(SampleParts.SumSuffix, sum));
        }

        private FlatSample Sample(string suffix, double value) => new(visitor.Family, labels, timestamp, suffix, value);
    }
}
