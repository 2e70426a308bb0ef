namespace PrometheusMetrics.Collection;

/// <summary>Receives the metric families of one collection, one series at a time.</summary>
/// <remarks>
/// <para>The order of calls is: <see cref="BeginFamily"/>, then the samples of that family, each of the family's type and with labels that
/// no other sample of the family has, then <see cref="EndFamily"/>. A visitor may throw <see cref="InvalidOperationException"/> for calls
/// in another order.</para>
/// <para>Every method is virtual and does nothing unless it is overridden, so that a visitor overrides only what it needs and still
/// compiles when a type of sample is added.</para>
/// </remarks>
/// <threadsafety>A visitor belongs to one collection and is used by one thread at a time.</threadsafety>
public abstract class MetricVisitor
{
    /// <summary>Begins a family. Families do not nest.</summary>
    /// <param name="descriptor">The family.</param>
    public virtual void BeginFamily(MetricDescriptor descriptor)
    {
    }

    /// <summary>Receives one series of a family of type <see cref="MetricType.Unknown"/>.</summary>
    /// <param name="labels">The labels of the series.</param>
    /// <param name="sample">The value.</param>
    public virtual void Unknown(LabelSet labels, in UnknownSample sample)
    {
    }

    /// <summary>Receives one series of a family of type <see cref="MetricType.Counter"/>.</summary>
    /// <param name="labels">The labels of the series.</param>
    /// <param name="sample">The value.</param>
    public virtual void Counter(LabelSet labels, in CounterSample sample)
    {
    }

    /// <summary>Receives one series of a family of type <see cref="MetricType.Gauge"/>.</summary>
    /// <param name="labels">The labels of the series.</param>
    /// <param name="sample">The value.</param>
    public virtual void Gauge(LabelSet labels, in GaugeSample sample)
    {
    }

    /// <summary>Receives one series of a family of type <see cref="MetricType.Histogram"/> or
    /// <see cref="MetricType.GaugeHistogram"/>.</summary>
    /// <param name="labels">The labels of the series, without <c>le</c>.</param>
    /// <param name="sample">The buckets, and the sum of the observations.</param>
    public virtual void Histogram(LabelSet labels, in HistogramSample sample)
    {
    }

    /// <summary>Receives one series of a family of type <see cref="MetricType.Summary"/>.</summary>
    /// <param name="labels">The labels of the series, without <c>quantile</c>.</param>
    /// <param name="sample">The count, the sum and the quantiles.</param>
    public virtual void Summary(LabelSet labels, in SummarySample sample)
    {
    }

    /// <summary>Receives one series of a family of type <see cref="MetricType.Info"/>.</summary>
    /// <param name="labels">The labels of the series, with the facts.</param>
    /// <param name="sample">The time of the sample, if any.</param>
    public virtual void Info(LabelSet labels, in InfoSample sample)
    {
    }

    /// <summary>Receives one series of a family of type <see cref="MetricType.StateSet"/>.</summary>
    /// <param name="labels">The labels of the series, without the one that holds the state.</param>
    /// <param name="sample">The states.</param>
    public virtual void StateSet(LabelSet labels, in StateSetSample sample)
    {
    }

    /// <summary>Receives the name of a family that a collector can't report, or of which it can't report some series. A registry counts it
    /// in <c>metrics_families_left_out_total</c>, and notifies its diagnostics of the first reason. Call it outside of families.</summary>
    /// <param name="family">The name of the family.</param>
    /// <param name="reason">A sentence that says what is left out, and why.</param>
    public virtual void LeaveOut(string family, string reason)
    {
    }

    /// <summary>Ends the current family.</summary>
    public virtual void EndFamily()
    {
    }
}
