using System.Runtime.CompilerServices;

namespace PrometheusMetrics;

/// <summary>Extension methods that create instruments with typed label values: enums, numbers, tuples of them, and types of your
/// own.</summary>
/// <remarks>The metric is the same as with strings. Each method throws what <see cref="IMetricFactory"/> and
/// <see cref="IMetricFamily{TInstrument}.WithLabelTypes"/> throw.</remarks>
/// <threadsafety>Every member may be called from any thread at any time.</threadsafety>
/// <example><code>var orders = factory.CreateCounter&lt;(Channel, bool)&gt;("orders_total", "Orders.", "channel", "paid");
/// orders.WithLabels((Channel.Web, true)).Inc();</code></example>
public static class TypedFamilyExtensions
{
    /// <summary>Creates a counter with typed labels, or returns the existing one.</summary>
    /// <typeparam name="TLabels">The type of the only label value, or a value tuple of one value for each label.</typeparam>
    /// <param name="factory">The factory.</param>
    /// <param name="name">The name, such as <c>orders_placed_total</c>.</param>
    /// <param name="help">A sentence that describes what is counted.</param>
    /// <param name="labelNames">The names of the labels, in the order of their values.</param>
    public static IMetricFamily<ICounter, TLabels> CreateCounter<TLabels>(
        this IMetricFactory factory, string name, string help, params ReadOnlySpan<string> labelNames)
        where TLabels : notnull => factory.CreateCounter<TLabels>(name, help, labelNames, options: null);

    /// <summary>Creates a counter with typed labels and options, or returns the existing one.</summary>
    /// <typeparam name="TLabels">The type of the only label value, or a value tuple of one value for each label.</typeparam>
    /// <param name="factory">The factory.</param>
    /// <param name="name">The name, such as <c>orders_placed_total</c>.</param>
    /// <param name="help">A sentence that describes what is counted.</param>
    /// <param name="labelNames">The names of the labels, in the order of their values.</param>
    /// <param name="options">Additional options, or null for the defaults.</param>
    [OverloadResolutionPriority(1)]
    public static IMetricFamily<ICounter, TLabels> CreateCounter<TLabels>(
        this IMetricFactory factory, string name, string help, ReadOnlySpan<string> labelNames, CounterOptions? options)
        where TLabels : notnull
    {
        ArgumentNullException.ThrowIfNull(factory);
        return factory.CreateCounter(name, help, labelNames, options).WithLabelTypes<TLabels>();
    }

    /// <summary>Creates a counter whose labels are converted from a type of your own, or returns the existing one.</summary>
    /// <typeparam name="TLabels">The type of the labels. It should have value equality, as records do.</typeparam>
    /// <param name="factory">The factory.</param>
    /// <param name="name">The name, such as <c>orders_placed_total</c>.</param>
    /// <param name="help">A sentence that describes what is counted.</param>
    /// <param name="labelNames">The names of the labels, in the order of their values.</param>
    /// <param name="convert">A function that converts the labels to one value for each label, in the order of the names, such as
    /// <c>order =&gt; (order.Channel, order.Paid)</c>. See <see cref="IMetricFamily{TInstrument}.WithLabelTypes"/>.</param>
    /// <param name="options">Additional options, or null for the defaults.</param>
    public static IMetricFamily<ICounter, TLabels> CreateCounter<TLabels>(
        this IMetricFactory factory,
        string name,
        string help,
        ReadOnlySpan<string> labelNames,
        Func<TLabels, ITuple> convert,
        CounterOptions? options = null)
        where TLabels : notnull
    {
        ArgumentNullException.ThrowIfNull(factory);
        ArgumentNullException.ThrowIfNull(convert);
        return factory.CreateCounter(name, help, labelNames, options).WithLabelTypes(convert);
    }

    /// <summary>Creates a gauge with typed labels, or returns the existing one.</summary>
    /// <typeparam name="TLabels">The type of the only label value, or a value tuple of one value for each label.</typeparam>
    /// <param name="factory">The factory.</param>
    /// <param name="name">The name, such as <c>queue_length</c>.</param>
    /// <param name="help">A sentence that describes what is measured.</param>
    /// <param name="labelNames">The names of the labels, in the order of their values.</param>
    public static IMetricFamily<IGauge, TLabels> CreateGauge<TLabels>(
        this IMetricFactory factory, string name, string help, params ReadOnlySpan<string> labelNames)
        where TLabels : notnull => factory.CreateGauge<TLabels>(name, help, labelNames, options: null);

    /// <summary>Creates a gauge with typed labels and options, or returns the existing one.</summary>
    /// <typeparam name="TLabels">The type of the only label value, or a value tuple of one value for each label.</typeparam>
    /// <param name="factory">The factory.</param>
    /// <param name="name">The name, such as <c>queue_length</c>.</param>
    /// <param name="help">A sentence that describes what is measured.</param>
    /// <param name="labelNames">The names of the labels, in the order of their values.</param>
    /// <param name="options">Additional options, or null for the defaults.</param>
    [OverloadResolutionPriority(1)]
    public static IMetricFamily<IGauge, TLabels> CreateGauge<TLabels>(
        this IMetricFactory factory, string name, string help, ReadOnlySpan<string> labelNames, GaugeOptions? options)
        where TLabels : notnull
    {
        ArgumentNullException.ThrowIfNull(factory);
        return factory.CreateGauge(name, help, labelNames, options).WithLabelTypes<TLabels>();
    }

    /// <summary>Creates a gauge whose labels are converted from a type of your own, or returns the existing one.</summary>
    /// <typeparam name="TLabels">The type of the labels. It should have value equality, as records do.</typeparam>
    /// <param name="factory">The factory.</param>
    /// <param name="name">The name, such as <c>queue_length</c>.</param>
    /// <param name="help">A sentence that describes what is measured.</param>
    /// <param name="labelNames">The names of the labels, in the order of their values.</param>
    /// <param name="convert">A function that converts the labels to one value for each label, in the order of the names, such as
    /// <c>order =&gt; (order.Channel, order.Paid)</c>. See <see cref="IMetricFamily{TInstrument}.WithLabelTypes"/>.</param>
    /// <param name="options">Additional options, or null for the defaults.</param>
    public static IMetricFamily<IGauge, TLabels> CreateGauge<TLabels>(
        this IMetricFactory factory,
        string name,
        string help,
        ReadOnlySpan<string> labelNames,
        Func<TLabels, ITuple> convert,
        GaugeOptions? options = null)
        where TLabels : notnull
    {
        ArgumentNullException.ThrowIfNull(factory);
        ArgumentNullException.ThrowIfNull(convert);
        return factory.CreateGauge(name, help, labelNames, options).WithLabelTypes(convert);
    }

    /// <summary>Creates a histogram with typed labels, or returns the existing one.</summary>
    /// <typeparam name="TLabels">The type of the only label value, or a value tuple of one value for each label.</typeparam>
    /// <param name="factory">The factory.</param>
    /// <param name="name">The name, such as <c>order_value_euros</c>.</param>
    /// <param name="help">A sentence that describes what is measured.</param>
    /// <param name="labelNames">The names of the labels, in the order of their values; <c>le</c> is reserved.</param>
    public static IMetricFamily<IHistogram, TLabels> CreateHistogram<TLabels>(
        this IMetricFactory factory, string name, string help, params ReadOnlySpan<string> labelNames)
        where TLabels : notnull => factory.CreateHistogram<TLabels>(name, help, labelNames, options: null);

    /// <summary>Creates a histogram with typed labels and options, or returns the existing one.</summary>
    /// <typeparam name="TLabels">The type of the only label value, or a value tuple of one value for each label.</typeparam>
    /// <param name="factory">The factory.</param>
    /// <param name="name">The name, such as <c>order_value_euros</c>.</param>
    /// <param name="help">A sentence that describes what is measured.</param>
    /// <param name="labelNames">The names of the labels, in the order of their values; <c>le</c> is reserved.</param>
    /// <param name="options">Additional options, or null for the defaults.</param>
    [OverloadResolutionPriority(1)]
    public static IMetricFamily<IHistogram, TLabels> CreateHistogram<TLabels>(
        this IMetricFactory factory, string name, string help, ReadOnlySpan<string> labelNames, HistogramOptions? options)
        where TLabels : notnull
    {
        ArgumentNullException.ThrowIfNull(factory);
        return factory.CreateHistogram(name, help, labelNames, options).WithLabelTypes<TLabels>();
    }

    /// <summary>Creates a histogram whose labels are converted from a type of your own, or returns the existing one.</summary>
    /// <typeparam name="TLabels">The type of the labels. It should have value equality, as records do.</typeparam>
    /// <param name="factory">The factory.</param>
    /// <param name="name">The name, such as <c>order_value_euros</c>.</param>
    /// <param name="help">A sentence that describes what is measured.</param>
    /// <param name="labelNames">The names of the labels, in the order of their values; <c>le</c> is reserved.</param>
    /// <param name="convert">A function that converts the labels to one value for each label, in the order of the names, such as
    /// <c>order =&gt; (order.Channel, order.Paid)</c>. See <see cref="IMetricFamily{TInstrument}.WithLabelTypes"/>.</param>
    /// <param name="options">Additional options, or null for the defaults.</param>
    public static IMetricFamily<IHistogram, TLabels> CreateHistogram<TLabels>(
        this IMetricFactory factory,
        string name,
        string help,
        ReadOnlySpan<string> labelNames,
        Func<TLabels, ITuple> convert,
        HistogramOptions? options = null)
        where TLabels : notnull
    {
        ArgumentNullException.ThrowIfNull(factory);
        ArgumentNullException.ThrowIfNull(convert);
        return factory.CreateHistogram(name, help, labelNames, options).WithLabelTypes(convert);
    }

    /// <summary>Creates a summary with typed labels, or returns the existing one.</summary>
    /// <typeparam name="TLabels">The type of the only label value, or a value tuple of one value for each label.</typeparam>
    /// <param name="factory">The factory.</param>
    /// <param name="name">The name, such as <c>payload_size_bytes</c>.</param>
    /// <param name="help">A sentence that describes what is measured.</param>
    /// <param name="labelNames">The names of the labels, in the order of their values; <c>quantile</c> is reserved.</param>
    public static IMetricFamily<ISummary, TLabels> CreateSummary<TLabels>(
        this IMetricFactory factory, string name, string help, params ReadOnlySpan<string> labelNames)
        where TLabels : notnull => factory.CreateSummary<TLabels>(name, help, labelNames, options: null);

    /// <summary>Creates a summary with typed labels and options, or returns the existing one.</summary>
    /// <typeparam name="TLabels">The type of the only label value, or a value tuple of one value for each label.</typeparam>
    /// <param name="factory">The factory.</param>
    /// <param name="name">The name, such as <c>payload_size_bytes</c>.</param>
    /// <param name="help">A sentence that describes what is measured.</param>
    /// <param name="labelNames">The names of the labels, in the order of their values; <c>quantile</c> is reserved.</param>
    /// <param name="options">Additional options, or null for the defaults.</param>
    [OverloadResolutionPriority(1)]
    public static IMetricFamily<ISummary, TLabels> CreateSummary<TLabels>(
        this IMetricFactory factory, string name, string help, ReadOnlySpan<string> labelNames, SummaryOptions? options)
        where TLabels : notnull
    {
        ArgumentNullException.ThrowIfNull(factory);
        return factory.CreateSummary(name, help, labelNames, options).WithLabelTypes<TLabels>();
    }

    /// <summary>Creates a summary whose labels are converted from a type of your own, or returns the existing one.</summary>
    /// <typeparam name="TLabels">The type of the labels. It should have value equality, as records do.</typeparam>
    /// <param name="factory">The factory.</param>
    /// <param name="name">The name, such as <c>payload_size_bytes</c>.</param>
    /// <param name="help">A sentence that describes what is measured.</param>
    /// <param name="labelNames">The names of the labels, in the order of their values; <c>quantile</c> is reserved.</param>
    /// <param name="convert">A function that converts the labels to one value for each label, in the order of the names, such as
    /// <c>order =&gt; (order.Channel, order.Paid)</c>. See <see cref="IMetricFamily{TInstrument}.WithLabelTypes"/>.</param>
    /// <param name="options">Additional options, or null for the defaults.</param>
    public static IMetricFamily<ISummary, TLabels> CreateSummary<TLabels>(
        this IMetricFactory factory,
        string name,
        string help,
        ReadOnlySpan<string> labelNames,
        Func<TLabels, ITuple> convert,
        SummaryOptions? options = null)
        where TLabels : notnull
    {
        ArgumentNullException.ThrowIfNull(factory);
        ArgumentNullException.ThrowIfNull(convert);
        return factory.CreateSummary(name, help, labelNames, options).WithLabelTypes(convert);
    }
}
