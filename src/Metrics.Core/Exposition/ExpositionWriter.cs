using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Exposition;

/// <summary>Writes metric families in one <see cref="ExpositionFormat"/>, in the order in which they are reported. It keeps at most one
/// family in memory.</summary>
/// <remarks>
/// <para>End a body with <see cref="Complete"/>, but not after an error: an incomplete body must not look complete.</para>
/// <para>The writer rejects calls that violate the order of <see cref="MetricVisitor"/>, and malformed samples, with
/// <see cref="InvalidOperationException"/>, and writes nothing for them. It does not detect duplicate families or series, because it would
/// have to keep all of them, and does not check values: a format leaves out numbers that it does not allow.</para>
/// <para>For your own format, derive a writer and an <see cref="ExpositionFormat"/>. The protected methods are only called in a valid order
/// and with well-formed samples: bounds and quantiles increase strictly, the lengths of related spans match, and no label has the name of
/// one that the format itself writes. A writer may write each sample immediately, as the text formats do, or keep a family until
/// <see cref="OnFamilyEnded"/>, for example if the format writes its length first.</para>
/// </remarks>
/// <threadsafety>A writer writes one body and must be used by one thread at a time.</threadsafety>
public abstract class ExpositionWriter : MetricVisitor
{
    private readonly CollectionValidator _validator = new("The body is complete: create a new writer for each body.", checksValues: false);
    private MetricDescriptor? _family;

    /// <summary>Creates a writer of one body.</summary>
    protected ExpositionWriter()
    {
    }

    /// <summary>The family that is being written.</summary>
    /// <exception cref="InvalidOperationException">No family is open.</exception>
    protected MetricDescriptor Family => _family ?? throw new InvalidOperationException(
        "No family is open: use Family only in OnFamilyBegun, OnFamilyEnded and the methods that write a sample.");

    /// <summary>Whether the end of a family may leave output to <see cref="WritePending"/>, so that the caller can flush in
    /// between.</summary>
    internal bool DefersOutput { get; set; }

    private protected int BoundsVersion => _validator.BoundsVersion;

    private protected int QuantilesVersion => _validator.QuantilesVersion;

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The previous family has not ended, or the body is complete.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="descriptor"/> is null.</exception>
    public sealed override void BeginFamily(MetricDescriptor descriptor)
    {
        _validator.BeginFamily(descriptor);
        _family = descriptor;
        OnFamilyBegun();
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">No family of this type is open.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="labels"/> is null.</exception>
    public sealed override void Unknown(LabelSet labels, in UnknownSample sample)
    {
        _validator.Unknown(labels, in sample);
        WriteUnknown(labels, in sample);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">No family of this type is open.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="labels"/> is null.</exception>
    public sealed override void Counter(LabelSet labels, in CounterSample sample)
    {
        _validator.Counter(labels, in sample);
        WriteCounter(labels, in sample);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">No family of this type is open.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="labels"/> is null.</exception>
    public sealed override void Gauge(LabelSet labels, in GaugeSample sample)
    {
        _validator.Gauge(labels, in sample);
        WriteGauge(labels, in sample);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">No family of this type is open, a label is called <c>le</c>, the bounds do not increase,
    /// or the lengths of bounds, counts and exemplars, or of the indexes and counts of native buckets, do not match.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="labels"/> is null.</exception>
    public sealed override void Histogram(LabelSet labels, in HistogramSample sample)
    {
        _validator.Histogram(labels, in sample);
        WriteHistogram(labels, in sample);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">No family of this type is open, a label is called <c>quantile</c>, the quantiles do not
    /// increase from 0 to 1, or the numbers of quantiles and values differ.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="labels"/> is null.</exception>
    public sealed override void Summary(LabelSet labels, in SummarySample sample)
    {
        _validator.Summary(labels, in sample);
        WriteSummary(labels, in sample);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">No family of this type is open.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="labels"/> is null.</exception>
    public sealed override void Info(LabelSet labels, in InfoSample sample)
    {
        _validator.Info(labels, in sample);
        WriteInfo(labels, in sample);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">No family of this type is open, a label has the name of the family, a state is null or
    /// occurs twice, or the numbers of states and values differ.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="labels"/> is null.</exception>
    public sealed override void StateSet(LabelSet labels, in StateSetSample sample)
    {
        _validator.StateSet(labels, in sample);
        WriteStateSet(labels, in sample);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">No family is open.</exception>
    public sealed override void EndFamily()
    {
        // A family whose end fails stays open, so that the body cannot be completed without it.
        if (_family is not null)
        {
            OnFamilyEnded();
        }

        _validator.EndFamily();
        _family = null;
    }

    /// <summary>Writes the end of the body, if the format has one. Nothing can be written afterwards.</summary>
    /// <exception cref="InvalidOperationException">A family is still open, or the body is already complete.</exception>
    public void Complete()
    {
        _validator.Complete();
        OnCompleted();
    }

    /// <summary>Writes the next part of what the end of a family has left, at most about 64 kB.</summary>
    /// <returns>Whether there was any.</returns>
    internal virtual bool WritePending() => false;

    /// <summary>Called when <see cref="Family"/> has begun. The base implementation does nothing.</summary>
    protected virtual void OnFamilyBegun()
    {
    }

    /// <summary>Called when <see cref="Family"/> ends, after its last sample, if any. The base implementation does
    /// nothing.</summary>
    protected virtual void OnFamilyEnded()
    {
    }

    /// <summary>Called once, after the last family. The base implementation does nothing.</summary>
    protected virtual void OnCompleted()
    {
    }

    /// <summary>Writes one series of <see cref="Family"/>, which is of type <see cref="MetricType.Unknown"/>.</summary>
    /// <param name="labels">The labels of the series.</param>
    /// <param name="sample">The value.</param>
    protected abstract void WriteUnknown(LabelSet labels, in UnknownSample sample);

    /// <summary>Writes one series of <see cref="Family"/>, which is of type <see cref="MetricType.Counter"/>.</summary>
    /// <param name="labels">The labels of the series.</param>
    /// <param name="sample">The value. It is negative or NaN if the source is faulty.</param>
    protected abstract void WriteCounter(LabelSet labels, in CounterSample sample);

    /// <summary>Writes one series of <see cref="Family"/>, which is of type <see cref="MetricType.Gauge"/>.</summary>
    /// <param name="labels">The labels of the series.</param>
    /// <param name="sample">The value.</param>
    protected abstract void WriteGauge(LabelSet labels, in GaugeSample sample);

    /// <summary>Writes one series of <see cref="Family"/>, which is of type <see cref="MetricType.Histogram"/> or
    /// <see cref="MetricType.GaugeHistogram"/>.</summary>
    /// <param name="labels">The labels of the series.</param>
    /// <param name="sample">The buckets, and the sum of the observations.</param>
    protected abstract void WriteHistogram(LabelSet labels, in HistogramSample sample);

    /// <summary>Writes one series of <see cref="Family"/>, which is of type <see cref="MetricType.Summary"/>.</summary>
    /// <param name="labels">The labels of the series.</param>
    /// <param name="sample">The count, the sum and the quantiles.</param>
    protected abstract void WriteSummary(LabelSet labels, in SummarySample sample);

    /// <summary>Writes one series of <see cref="Family"/>, which is of type <see cref="MetricType.Info"/>.</summary>
    /// <param name="labels">The labels of the series and the facts.</param>
    /// <param name="sample">The time of the sample, if any.</param>
    protected abstract void WriteInfo(LabelSet labels, in InfoSample sample);

    /// <summary>Writes one series of <see cref="Family"/>, which is of type <see cref="MetricType.StateSet"/>.</summary>
    /// <param name="labels">The labels of the series.</param>
    /// <param name="sample">The states.</param>
    protected abstract void WriteStateSet(LabelSet labels, in StateSetSample sample);
}
