using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Exposition;

/// <summary>Writes metric families in one <see cref="ExpositionFormat"/>, as they come, without keeping them.</summary>
/// <remarks>
/// <para>What is visited is in the output when the call returns. End a body with <see cref="Complete"/>, and only if everything went well:
/// after an error a shortened body must not look like a whole one.</para>
/// <para>The writer refuses what breaks the order of <see cref="MetricVisitor"/>, and malformed samples, with
/// <see cref="InvalidOperationException"/>, and writes nothing of them. It doesn't look for duplicate families or series: it would have to
/// remember them all.</para>
/// </remarks>
/// <threadsafety>A writer makes one body and is used by one thread at a time.</threadsafety>
public abstract class ExpositionWriter : MetricVisitor
{
    private MetricDescriptor? _family;
    private bool _completed;

    private protected ExpositionWriter()
    {
    }

    private protected MetricDescriptor Family => _family!;

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The family before has not ended, or the body is complete.</exception>
    public sealed override void BeginFamily(MetricDescriptor descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        if (_completed || _family is not null)
        {
            throw Untimely($"the family '{descriptor.Name}' begins");
        }

        _family = descriptor;
        OnFamilyBegun();
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">No family of this type is open.</exception>
    public sealed override void Unknown(LabelSet labels, in UnknownSample sample)
    {
        Expect(MetricType.Unknown, labels);
        WriteUnknown(labels, in sample);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">No family of this type is open.</exception>
    public sealed override void Counter(LabelSet labels, in CounterSample sample)
    {
        Expect(MetricType.Counter, labels);
        WriteCounter(labels, in sample);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">No family of this type is open.</exception>
    public sealed override void Gauge(LabelSet labels, in GaugeSample sample)
    {
        Expect(MetricType.Gauge, labels);
        WriteGauge(labels, in sample);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">No family of this type is open, or the bounds don't grow, or bounds, counts and
    /// exemplars don't fit together.</exception>
    public sealed override void Histogram(LabelSet labels, in HistogramSample sample)
    {
        Expect(_family?.Type == MetricType.GaugeHistogram ? MetricType.GaugeHistogram : MetricType.Histogram, labels);
        Require(sample.BucketCounts.Length == sample.Bounds.Length + 1, "one bucket count for each bound and one for +Inf");
        Require(
            sample.Exemplars.Length == 0 || sample.Exemplars.Length == sample.BucketCounts.Length,
            "a place for an exemplar in each bucket, or in none");
        WriteHistogram(labels, in sample);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">No family of this type is open, or the quantiles don't grow from 0 to 1, or quantiles
    /// and values don't fit together.</exception>
    public sealed override void Summary(LabelSet labels, in SummarySample sample)
    {
        Expect(MetricType.Summary, labels);
        Require(sample.Quantiles.Length == sample.Values.Length, "one value for each quantile");
        WriteSummary(labels, in sample);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">No family of this type is open.</exception>
    public sealed override void Info(LabelSet labels, in InfoSample sample)
    {
        Expect(MetricType.Info, labels);
        WriteInfo(labels, in sample);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">No family of this type is open, or names and states don't fit together.</exception>
    public sealed override void StateSet(LabelSet labels, in StateSetSample sample)
    {
        Expect(MetricType.StateSet, labels);
        Require(sample.States.Length == sample.Active.Length, "for each state whether it is on");
        WriteStateSet(labels, in sample);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">No family is open.</exception>
    public sealed override void EndFamily()
    {
        if (_family is null)
        {
            throw new InvalidOperationException("No family is open that could end.");
        }

        _family = null;
    }

    /// <summary>Writes what ends the body in this format, if anything. Nothing can be written afterwards.</summary>
    /// <exception cref="InvalidOperationException">A family is still open, or the body is complete already.</exception>
    public void Complete()
    {
        if (_completed || _family is not null)
        {
            throw Untimely("the body is completed");
        }

        _completed = true;
        OnCompleted();
    }

    private protected abstract void OnFamilyBegun();

    private protected abstract void WriteUnknown(LabelSet labels, in UnknownSample sample);

    private protected abstract void WriteCounter(LabelSet labels, in CounterSample sample);

    private protected abstract void WriteGauge(LabelSet labels, in GaugeSample sample);

    private protected abstract void WriteHistogram(LabelSet labels, in HistogramSample sample);

    private protected abstract void WriteSummary(LabelSet labels, in SummarySample sample);

    private protected abstract void WriteInfo(LabelSet labels, in InfoSample sample);

    private protected abstract void WriteStateSet(LabelSet labels, in StateSetSample sample);

    private protected abstract void OnCompleted();

    private void Expect(MetricType type, LabelSet labels)
    {
        if (_family?.Type != type)
        {
            throw new InvalidOperationException(_family is null
                ? $"A sample of type {type} came outside a family: begin one first."
                : $"'{_family.Name}' is of type {_family.Type}, but a sample of type {type} came.");
        }

        ArgumentNullException.ThrowIfNull(labels);
    }

    private void Require(bool condition, string what)
    {
        if (!condition)
        {
            throw new InvalidOperationException($"A sample of '{_family!.Name}' is malformed: it needs {what}.");
        }
    }

    private InvalidOperationException Untimely(string what) => new(_completed
        ? $"The body is complete, but {what}: make a new writer for each body."
        : $"The family '{_family!.Name}' has not ended, but {what}.");
}
