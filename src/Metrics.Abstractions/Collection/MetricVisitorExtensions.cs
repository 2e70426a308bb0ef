namespace PrometheusMetrics.Collection;

/// <summary>Extension methods that report a whole family in one call, for use in <see cref="ICollector.Collect"/>.</summary>
/// <remarks>A value that is null is not reported, and a family without values is left out: a missing series shows that its value is
/// unknown, which a zero would hide. Each call reports all series of a family, so call it once per family.</remarks>
/// <threadsafety>A visitor is used by one thread at a time.</threadsafety>
public static class MetricVisitorExtensions
{
    /// <summary>Reports a gauge of one series.</summary>
    /// <param name="visitor">The visitor that was passed to the collector.</param>
    /// <param name="descriptor">The family, of type <see cref="MetricType.Gauge"/>.</param>
    /// <param name="value">The value, or null to report nothing.</param>
    /// <param name="labelValues">One value for each label name of the family, in the order of the names. Null becomes an empty
    /// value.</param>
    /// <exception cref="ArgumentException">There are more or fewer label values than names.</exception>
    /// <exception cref="ArgumentNullException">The visitor or the descriptor is null.</exception>
    public static void ReportGauge(
        this MetricVisitor visitor, MetricDescriptor descriptor, double? value, params ReadOnlySpan<string> labelValues)
    {
        var labels = CreateLabels(visitor, descriptor, labelValues);
        if (value is { } known)
        {
            visitor.BeginFamily(descriptor);
            visitor.Gauge(labels, new GaugeSample(known));
            visitor.EndFamily();
        }
    }

    /// <summary>Reports a gauge with one series for each item.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="visitor">The visitor that was passed to the collector.</param>
    /// <param name="descriptor">The family, of type <see cref="MetricType.Gauge"/>.</param>
    /// <param name="items">The items.</param>
    /// <param name="labels">A function that returns the labels of an item, such as <c>drive => Free.Labels(drive.Name)</c>.</param>
    /// <param name="value">A function that returns the value of an item, or null to leave the item out.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static void ReportGauge<T>(
        this MetricVisitor visitor, MetricDescriptor descriptor, IEnumerable<T> items, Func<T, LabelSet> labels, Func<T, double?> value) =>
        Report(visitor, descriptor, items, labels, value, (set, known) => visitor.Gauge(set, new GaugeSample(known)));

    /// <summary>Reports a counter of one series, without a creation time.</summary>
    /// <param name="visitor">The visitor that was passed to the collector.</param>
    /// <param name="descriptor">The family, of type <see cref="MetricType.Counter"/>.</param>
    /// <param name="value">The total: zero or more, or null to report nothing.</param>
    /// <param name="labelValues">One value for each label name of the family, in the order of the names. Null becomes an empty
    /// value.</param>
    /// <exception cref="ArgumentException">There are more or fewer label values than names.</exception>
    /// <exception cref="ArgumentNullException">The visitor or the descriptor is null.</exception>
    public static void ReportCounter(
        this MetricVisitor visitor, MetricDescriptor descriptor, double? value, params ReadOnlySpan<string> labelValues) =>
        visitor.ReportCounter(descriptor, value, created: null, labelValues);

    /// <summary>Reports a counter of one series.</summary>
    /// <param name="visitor">The visitor that was passed to the collector.</param>
    /// <param name="descriptor">The family, of type <see cref="MetricType.Counter"/>.</param>
    /// <param name="value">The total: zero or more, or null to report nothing.</param>
    /// <param name="created">The creation time, at which counting began, or null if it is not known.</param>
    /// <param name="labelValues">One value for each label name of the family, in the order of the names. Null becomes an empty
    /// value.</param>
    /// <exception cref="ArgumentException">There are more or fewer label values than names.</exception>
    /// <exception cref="ArgumentNullException">The visitor or the descriptor is null.</exception>
    public static void ReportCounter(
        this MetricVisitor visitor,
        MetricDescriptor descriptor,
        double? value,
        DateTimeOffset? created,
        params ReadOnlySpan<string> labelValues)
    {
        var labels = CreateLabels(visitor, descriptor, labelValues);
        if (value is { } known)
        {
            visitor.BeginFamily(descriptor);
            visitor.Counter(labels, new CounterSample(known) { Created = created });
            visitor.EndFamily();
        }
    }

    /// <summary>Reports a counter with one series for each item.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="visitor">The visitor that was passed to the collector.</param>
    /// <param name="descriptor">The family, of type <see cref="MetricType.Counter"/>.</param>
    /// <param name="items">The items.</param>
    /// <param name="labels">A function that returns the labels of an item, such as <c>device => Received.Labels(device.Name)</c>.</param>
    /// <param name="value">A function that returns the total of an item: zero or more, or null to leave the item out.</param>
    /// <param name="created">The creation time of all items, at which counting began, or null if it is not known.</param>
    /// <exception cref="ArgumentNullException">An argument other than <paramref name="created"/> is null.</exception>
    public static void ReportCounter<T>(
        this MetricVisitor visitor,
        MetricDescriptor descriptor,
        IEnumerable<T> items,
        Func<T, LabelSet> labels,
        Func<T, double?> value,
        DateTimeOffset? created = null) =>
        Report(
            visitor,
            descriptor,
            items,
            labels,
            value,
            (set, known) => visitor.Counter(set, new CounterSample(known) { Created = created }));

    /// <summary>Reports an info of one series.</summary>
    /// <param name="visitor">The visitor that was passed to the collector.</param>
    /// <param name="descriptor">The family, of type <see cref="MetricType.Info"/>.</param>
    /// <param name="labelValues">The facts: one value for each label name of the family, in the order of the names. Null becomes an empty
    /// value.</param>
    /// <exception cref="ArgumentException">There are more or fewer label values than names.</exception>
    /// <exception cref="ArgumentNullException">The visitor or the descriptor is null.</exception>
    public static void ReportInfo(this MetricVisitor visitor, MetricDescriptor descriptor, params ReadOnlySpan<string> labelValues)
    {
        var labels = CreateLabels(visitor, descriptor, labelValues);
        visitor.BeginFamily(descriptor);
        visitor.Info(labels, default);
        visitor.EndFamily();
    }

    private static LabelSet CreateLabels(MetricVisitor visitor, MetricDescriptor descriptor, ReadOnlySpan<string> labelValues)
    {
        ArgumentNullException.ThrowIfNull(visitor);
        ArgumentNullException.ThrowIfNull(descriptor);
        return descriptor.Labels(labelValues);
    }

    private static void Report<T>(
        MetricVisitor visitor,
        MetricDescriptor descriptor,
        IEnumerable<T> items,
        Func<T, LabelSet> labels,
        Func<T, double?> value,
        Action<LabelSet, double> report)
    {
        ArgumentNullException.ThrowIfNull(visitor);
        ArgumentNullException.ThrowIfNull(descriptor);
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(value);
        var hasBegun = false;
        foreach (var item in items)
        {
            if (value(item) is not { } known)
            {
                continue;
            }

            if (!hasBegun)
            {
                visitor.BeginFamily(descriptor);
                hasBegun = true;
            }

            report(labels(item), known);
        }

        if (hasBegun)
        {
            visitor.EndFamily();
        }
    }
}
