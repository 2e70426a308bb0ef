namespace PrometheusMetrics.Collection;

/// <summary>The waist between everything that measures and everything that writes.</summary>
/// <remarks>The order is: <see cref="BeginFamily"/>, then the samples of that family, each of the family's type and with labels of its own, then
/// <see cref="EndFamily"/>. A visitor may refuse what breaks this order with <see cref="InvalidOperationException"/>.</remarks>
/// <threadsafety>A visitor belongs to one collection and is used by one thread at a time.</threadsafety>
public interface IMetricVisitor
{
    /// <summary>Begins a family. Families don't nest.</summary>
    /// <param name="descriptor">The family.</param>
    void BeginFamily(MetricDescriptor descriptor);

    /// <summary>One series of a family of type <see cref="MetricType.Unknown"/>.</summary>
    /// <param name="labels">Its labels.</param>
    /// <param name="sample">Its value.</param>
    void Unknown(LabelSet labels, in UnknownSample sample);

    /// <summary>One series of a family of type <see cref="MetricType.Counter"/>.</summary>
    /// <param name="labels">Its labels.</param>
    /// <param name="sample">Its value.</param>
    void Counter(LabelSet labels, in CounterSample sample);

    /// <summary>One series of a family of type <see cref="MetricType.Gauge"/>.</summary>
    /// <param name="labels">Its labels.</param>
    /// <param name="sample">Its value.</param>
    void Gauge(LabelSet labels, in GaugeSample sample);

    /// <summary>One series of a family of type <see cref="MetricType.Histogram"/> or <see cref="MetricType.GaugeHistogram"/>.</summary>
    /// <param name="labels">Its labels, without <c>le</c>.</param>
    /// <param name="sample">Its value.</param>
    void Histogram(LabelSet labels, in HistogramSample sample);

    /// <summary>One series of a family of type <see cref="MetricType.Summary"/>.</summary>
    /// <param name="labels">Its labels, without <c>quantile</c>.</param>
    /// <param name="sample">Its value.</param>
    void Summary(LabelSet labels, in SummarySample sample);

    /// <summary>One series of a family of type <see cref="MetricType.Info"/>.</summary>
    /// <param name="labels">Its labels and what the info says.</param>
    /// <param name="sample">Its time, if any.</param>
    void Info(LabelSet labels, in InfoSample sample);

    /// <summary>One series of a family of type <see cref="MetricType.StateSet"/>.</summary>
    /// <param name="labels">Its labels, without the one that names the state.</param>
    /// <param name="sample">Its states.</param>
    void StateSet(LabelSet labels, in StateSetSample sample);

    /// <summary>Ends the family that was begun last.</summary>
    void EndFamily();
}
