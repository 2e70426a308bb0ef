using System.Runtime.CompilerServices;

namespace PrometheusMetrics;

/// <summary>Makes instruments, or finds them again. Inject it where something is measured.</summary>
/// <remarks>
/// <para>The same name in the same shape (type, help, unit, label names and options) gives the same instrument, without lock or allocation, so
/// a transient class may ask in its constructor. The same name in another shape is refused with a message that shows both.</para>
/// <para>Names follow <c>[a-zA-Z_:][a-zA-Z0-9_:]*</c>, label names <c>[a-zA-Z_][a-zA-Z0-9_]*</c> without a leading <c>__</c>. A counter's
/// name gets the suffix <c>_total</c>, and every name its unit, where it isn't there yet.</para>
/// <para>Every method throws <see cref="ArgumentException"/> for an illegal name, label name or option, <see cref="ArgumentNullException"/> for a null
/// name, help or label name, and <see cref="InvalidOperationException"/> when the name is taken by another shape or would collide with
/// the sample names of another metric (a gauge <c>x_count</c> beside a histogram <c>x</c>).</para>
/// </remarks>
/// <threadsafety>Every member may be called from any thread at any time.</threadsafety>
public interface IMetricFactory
{
    /// <summary>A counter without labels; it shows 0 before its first use.</summary>
    /// <param name="name">The name, such as <c>orders_placed_total</c>.</param>
    /// <param name="help">What it counts, in a sentence.</param>
    /// <param name="options">More about it; null means the defaults.</param>
    [OverloadResolutionPriority(1)]
    ICounter CreateCounter(string name, string help, CounterOptions? options = null);

    /// <summary>A counter with labels.</summary>
    /// <param name="name">The name, such as <c>orders_placed_total</c>.</param>
    /// <param name="help">What it counts, in a sentence.</param>
    /// <param name="labelNames">The names of the labels, in the order in which their values will be given.</param>
    IMetricFamily<ICounter> CreateCounter(string name, string help, params ReadOnlySpan<string> labelNames);

    /// <summary>A counter with labels and options.</summary>
    /// <param name="name">The name, such as <c>orders_placed_total</c>.</param>
    /// <param name="help">What it counts, in a sentence.</param>
    /// <param name="labelNames">The names of the labels, in the order in which their values will be given.</param>
    /// <param name="options">More about it; null means the defaults.</param>
    IMetricFamily<ICounter> CreateCounter(string name, string help, ReadOnlySpan<string> labelNames, CounterOptions? options);

    /// <summary>A gauge without labels; it shows its initial value before its first use.</summary>
    /// <param name="name">The name, such as <c>queue_length</c>.</param>
    /// <param name="help">What it measures, in a sentence.</param>
    /// <param name="options">More about it; null means the defaults.</param>
    [OverloadResolutionPriority(1)]
    IGauge CreateGauge(string name, string help, GaugeOptions? options = null);

    /// <summary>A gauge with labels.</summary>
    /// <param name="name">The name, such as <c>queue_length</c>.</param>
    /// <param name="help">What it measures, in a sentence.</param>
    /// <param name="labelNames">The names of the labels, in the order in which their values will be given.</param>
    IMetricFamily<IGauge> CreateGauge(string name, string help, params ReadOnlySpan<string> labelNames);

    /// <summary>A gauge with labels and options.</summary>
    /// <param name="name">The name, such as <c>queue_length</c>.</param>
    /// <param name="help">What it measures, in a sentence.</param>
    /// <param name="labelNames">The names of the labels, in the order in which their values will be given.</param>
    /// <param name="options">More about it; null means the defaults.</param>
    IMetricFamily<IGauge> CreateGauge(string name, string help, ReadOnlySpan<string> labelNames, GaugeOptions? options);

    /// <summary>A histogram without labels; it shows its empty buckets before its first use.</summary>
    /// <param name="name">The name, such as <c>order_value_euros</c>.</param>
    /// <param name="help">What it measures, in a sentence.</param>
    /// <param name="options">More about it, above all its buckets; null means the defaults.</param>
    [OverloadResolutionPriority(1)]
    IHistogram CreateHistogram(string name, string help, HistogramOptions? options = null);

    /// <summary>A histogram with labels.</summary>
    /// <param name="name">The name, such as <c>order_value_euros</c>.</param>
    /// <param name="help">What it measures, in a sentence.</param>
    /// <param name="labelNames">The names of the labels, in the order in which their values will be given; <c>le</c> is reserved.</param>
    IMetricFamily<IHistogram> CreateHistogram(string name, string help, params ReadOnlySpan<string> labelNames);

    /// <summary>A histogram with labels and options.</summary>
    /// <param name="name">The name, such as <c>order_value_euros</c>.</param>
    /// <param name="help">What it measures, in a sentence.</param>
    /// <param name="labelNames">The names of the labels, in the order in which their values will be given; <c>le</c> is reserved.</param>
    /// <param name="options">More about it, above all its buckets; null means the defaults.</param>
    IMetricFamily<IHistogram> CreateHistogram(string name, string help, ReadOnlySpan<string> labelNames, HistogramOptions? options);

    /// <summary>A summary without labels; it shows count and sum 0 before its first use.</summary>
    /// <param name="name">The name, such as <c>payload_size_bytes</c>.</param>
    /// <param name="help">What it measures, in a sentence.</param>
    /// <param name="options">More about it, above all its quantiles; null means the defaults.</param>
    [OverloadResolutionPriority(1)]
    ISummary CreateSummary(string name, string help, SummaryOptions? options = null);

    /// <summary>A summary with labels.</summary>
    /// <param name="name">The name, such as <c>payload_size_bytes</c>.</param>
    /// <param name="help">What it measures, in a sentence.</param>
    /// <param name="labelNames">The names of the labels, in the order in which their values will be given; <c>quantile</c> is reserved.</param>
    IMetricFamily<ISummary> CreateSummary(string name, string help, params ReadOnlySpan<string> labelNames);

    /// <summary>A summary with labels and options.</summary>
    /// <param name="name">The name, such as <c>payload_size_bytes</c>.</param>
    /// <param name="help">What it measures, in a sentence.</param>
    /// <param name="labelNames">The names of the labels, in the order in which their values will be given; <c>quantile</c> is reserved.</param>
    /// <param name="options">More about it, above all its quantiles; null means the defaults.</param>
    IMetricFamily<ISummary> CreateSummary(string name, string help, ReadOnlySpan<string> labelNames, SummaryOptions? options);

    /// <summary>A counter whose value somebody else keeps: <paramref name="observe"/> is asked at each scrape.</summary>
    /// <param name="name">The name, such as <c>cache_hits_total</c>.</param>
    /// <param name="help">What it counts, in a sentence.</param>
    /// <param name="observe">Gives the current total: it must never fall, and be quick, and may be called by several scrapes at once. When it throws,
    /// or gives NaN or a negative number, the metric is left out of that scrape and the error is counted in <c>metrics_collector_errors_total</c>.</param>
    /// <param name="options">Its unit; nothing else of the options has a meaning here. Null means the defaults.</param>
    /// <returns>Dispose it to take the metric out of the registry.</returns>
    /// <exception cref="InvalidOperationException">There is a metric of this name already, observable or not.</exception>
    IDisposable CreateObservableCounter(string name, string help, Func<double> observe, CounterOptions? options = null);

    /// <summary>A gauge whose value somebody else keeps: <paramref name="observe"/> is asked at each scrape.</summary>
    /// <param name="name">The name, such as <c>queue_length</c>.</param>
    /// <param name="help">What it measures, in a sentence.</param>
    /// <param name="observe">Gives the current value: it must be quick and may be called by several scrapes at once. When it throws, the
    /// metric is left out of that scrape and the error is counted in <c>metrics_collector_errors_total</c>.</param>
    /// <param name="options">Its unit; nothing else of the options has a meaning here. Null means the defaults.</param>
    /// <returns>Dispose it to take the metric out of the registry.</returns>
    /// <exception cref="InvalidOperationException">There is a metric of this name already, observable or not.</exception>
    IDisposable CreateObservableGauge(string name, string help, Func<double> observe, GaugeOptions? options = null);

    /// <summary>A value of unknown type without labels of its own; it shows 0 before its first use.</summary>
    /// <param name="name">The name, such as <c>upstream_value</c>.</param>
    /// <param name="help">What it means, in a sentence.</param>
    /// <param name="options">More about it; null means the defaults.</param>
    [OverloadResolutionPriority(1)]
    IUnknown CreateUnknown(string name, string help, UnknownOptions? options = null);

    /// <summary>A value of unknown type with labels.</summary>
    /// <param name="name">The name, such as <c>upstream_value</c>.</param>
    /// <param name="help">What it means, in a sentence.</param>
    /// <param name="labelNames">The names of the labels, in the order in which their values will be given.</param>
    IMetricFamily<IUnknown> CreateUnknown(string name, string help, params ReadOnlySpan<string> labelNames);

    /// <summary>A value of unknown type with labels and options.</summary>
    /// <param name="name">The name, such as <c>upstream_value</c>.</param>
    /// <param name="help">What it means, in a sentence.</param>
    /// <param name="labelNames">The names of the labels, in the order in which their values will be given.</param>
    /// <param name="options">More about it; null means the defaults.</param>
    IMetricFamily<IUnknown> CreateUnknown(string name, string help, ReadOnlySpan<string> labelNames, UnknownOptions? options);

    /// <summary>An info without labels of its own; it says nothing before its first use.</summary>
    /// <param name="name">The name, such as <c>build_info</c>.</param>
    /// <param name="help">What it means, in a sentence.</param>
    /// <param name="options">More about it; null means the defaults.</param>
    [OverloadResolutionPriority(1)]
    IInfo CreateInfo(string name, string help, InfoOptions? options = null);

    /// <summary>An info with labels.</summary>
    /// <param name="name">The name, such as <c>build_info</c>.</param>
    /// <param name="help">What it means, in a sentence.</param>
    /// <param name="labelNames">The names of the labels, in the order in which their values will be given.</param>
    IMetricFamily<IInfo> CreateInfo(string name, string help, params ReadOnlySpan<string> labelNames);

    /// <summary>An info with labels and options.</summary>
    /// <param name="name">The name, such as <c>build_info</c>.</param>
    /// <param name="help">What it means, in a sentence.</param>
    /// <param name="labelNames">The names of the labels, in the order in which their values will be given.</param>
    /// <param name="options">More about it; null means the defaults.</param>
    IMetricFamily<IInfo> CreateInfo(string name, string help, ReadOnlySpan<string> labelNames, InfoOptions? options);

    /// <summary>A state set without labels, of states with names of your choice; all are off before its first use.</summary>
    /// <param name="name">The name, such as <c>feature_enabled</c>; also the name of the label that tells the states apart.</param>
    /// <param name="help">What it means, in a sentence.</param>
    /// <param name="options">Its <see cref="StateSetOptions.States"/>, and more.</param>
    IStateSet CreateStateSet(string name, string help, StateSetOptions options);

    /// <summary>A state set with labels, of states with names of your choice.</summary>
    /// <param name="name">The name, such as <c>feature_enabled</c>; also the name of the label that tells the states apart.</param>
    /// <param name="help">What it means, in a sentence.</param>
    /// <param name="labelNames">The names of the labels, in the order in which their values will be given; the name of the metric is reserved.</param>
    /// <param name="options">Its <see cref="StateSetOptions.States"/>, and more.</param>
    IMetricFamily<IStateSet> CreateStateSet(string name, string help, ReadOnlySpan<string> labelNames, StateSetOptions options);

    /// <summary>A state set without labels, bound to an enum: exactly one state is on.</summary>
    /// <typeparam name="TState">The enum; not one of flags.</typeparam>
    /// <param name="name">The name, such as <c>connection_state</c>; also the name of the label that tells the states apart.</param>
    /// <param name="help">What it means, in a sentence.</param>
    /// <param name="options">More about it; null means the defaults.</param>
    [OverloadResolutionPriority(1)]
    IStateSet<TState> CreateStateSet<TState>(string name, string help, StateSetOptions? options = null)
        where TState : struct, Enum;

    /// <summary>A state set with labels, bound to an enum: of each series exactly one state is on.</summary>
    /// <typeparam name="TState">The enum; not one of flags.</typeparam>
    /// <param name="name">The name, such as <c>connection_state</c>; also the name of the label that tells the states apart.</param>
    /// <param name="help">What it means, in a sentence.</param>
    /// <param name="labelNames">The names of the labels, in the order in which their values will be given; the name of the metric is reserved.</param>
    IMetricFamily<IStateSet<TState>> CreateStateSet<TState>(string name, string help, params ReadOnlySpan<string> labelNames)
        where TState : struct, Enum;

    /// <summary>A state set with labels and options, bound to an enum: of each series exactly one state is on.</summary>
    /// <typeparam name="TState">The enum; not one of flags.</typeparam>
    /// <param name="name">The name, such as <c>connection_state</c>; also the name of the label that tells the states apart.</param>
    /// <param name="help">What it means, in a sentence.</param>
    /// <param name="labelNames">The names of the labels, in the order in which their values will be given; the name of the metric is reserved.</param>
    /// <param name="options">More about it; null means the defaults.</param>
    IMetricFamily<IStateSet<TState>> CreateStateSet<TState>(string name, string help, ReadOnlySpan<string> labelNames, StateSetOptions? options)
        where TState : struct, Enum;

    /// <summary>A factory of the same registry whose instruments have these labels too, before their own, always with these values. Two factories with
    /// the same names and other values share the metric, each with series of its own.</summary>
    /// <param name="labels">Names and values. They come after the constant labels that this factory has already.</param>
    /// <exception cref="ArgumentException">A name is illegal or stands twice.</exception>
    /// <exception cref="ArgumentNullException">A name or value is null.</exception>
    /// <example><code>var metrics = factory.WithConstantLabels(("shard", "7"));</code></example>
    IMetricFactory WithConstantLabels(params ReadOnlySpan<(string Name, string Value)> labels);

    /// <summary>A factory of the same registry that puts a prefix before every name.</summary>
    /// <param name="prefix">The prefix, such as <c>acme</c>; an underscore follows it if it doesn't end in one. It comes after the prefix that this factory has already.</param>
    /// <exception cref="ArgumentException">The prefix is not the beginning of a metric name.</exception>
    IMetricFactory WithPrefix(string prefix);
}
