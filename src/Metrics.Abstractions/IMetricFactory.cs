using PrometheusMetrics.Collection;

namespace PrometheusMetrics;

/// <summary>Creates instruments and registers them, or returns the existing instrument of the same name. Inject it where something is measured.</summary>
/// <remarks>
/// <para>Its everyday methods, <c>CreateCounter</c> and the like, are extension methods: see <see cref="MetricFactoryExtensions"/>. The interface itself is small, so that
/// a new kind of instrument breaks no implementation, and a test double is a few lines.</para>
/// <para>The same name in the same shape (type, help, unit, label names and options) returns the same instrument, without lock or allocation, so
/// a transient class may ask in its constructor. The same name in another shape is refused with a message that shows both.</para>
/// <para>Names follow <c>[a-zA-Z_:][a-zA-Z0-9_:]*</c>, label names <c>[a-zA-Z_][a-zA-Z0-9_]*</c> without a leading <c>__</c>. A counter's
/// name gets the suffix <c>_total</c>, an info's <c>_info</c>, and every name its unit, unless it has it already.</para>
/// <para>Every method throws <see cref="ArgumentException"/> for an illegal name, label name or option, <see cref="ArgumentNullException"/> for a null
/// name, help or label name, and <see cref="InvalidOperationException"/> when the name is taken by another shape or would collide with
/// the sample names of another metric (a gauge <c>x_count</c> beside a histogram <c>x</c>).</para>
/// </remarks>
/// <threadsafety>Every member may be called from any thread at any time.</threadsafety>
public interface IMetricFactory
{
    /// <summary>Creates a family of instruments, or returns the existing one of the same shape.</summary>
    /// <typeparam name="TInstrument">The instrument.</typeparam>
    /// <typeparam name="TOptions">Its options.</typeparam>
    /// <param name="kind">The kind of instrument.</param>
    /// <param name="name">The name, such as <c>orders_placed_total</c>.</param>
    /// <param name="help">What it measures, in a sentence.</param>
    /// <param name="labelNames">The names of the labels, in the order in which their values will be given. Empty: the family has one series, which exists at once and
    /// is returned by <see cref="IMetricFamily{TInstrument}.WithLabels"/> without values.</param>
    /// <param name="options">Additional options, or null for the defaults.</param>
    IMetricFamily<TInstrument> GetOrCreate<TInstrument, TOptions>(
        InstrumentKind<TInstrument, TOptions> kind, string name, string help, ReadOnlySpan<string> labelNames, TOptions? options)
        where TInstrument : class
        where TOptions : InstrumentOptions;

    /// <summary>Creates a metric whose values are read from a callback at each scrape.</summary>
    /// <param name="type"><see cref="MetricType.Counter"/> or <see cref="MetricType.Gauge"/>.</param>
    /// <param name="name">The name, such as <c>queue_length</c>.</param>
    /// <param name="help">What it measures, in a sentence.</param>
    /// <param name="labelNames">The names of the labels, in the order in which their values will be reported; may be empty.</param>
    /// <param name="observe">Reports the current values, each series once. It must be quick and may be called by several scrapes at once. When it throws, or reports
    /// what is illegal, the metric is left out of that scrape and the error is counted in <c>metrics_collector_errors_total</c>.</param>
    /// <param name="unit">The unit in base units ("seconds", "bytes"), or null for none.</param>
    /// <returns>An object that unregisters the metric when it is disposed.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="type"/> is neither counter nor gauge.</exception>
    /// <exception cref="InvalidOperationException">There is a metric of this name already, observable or not.</exception>
    IDisposable CreateObservable(
        MetricType type, string name, string help, ReadOnlySpan<string> labelNames, Action<ObservationReporter> observe, string? unit);

    /// <summary>Creates a factory of the same registry whose instruments have these labels too, before their own, always with these values. Two factories with
    /// the same names and other values share the metric, each with series of its own.</summary>
    /// <param name="labels">The names and values. They come after the constant labels that this factory has already.</param>
    /// <exception cref="ArgumentException">A name is illegal or stands twice.</exception>
    /// <exception cref="ArgumentNullException">A name or value is null.</exception>
    /// <example><code>var metrics = factory.WithConstantLabels(("shard", "7"));</code></example>
    IMetricFactory WithConstantLabels(params ReadOnlySpan<(string Name, string Value)> labels);

    /// <summary>Creates a factory of the same registry that puts a prefix before every name.</summary>
    /// <param name="prefix">The prefix, such as <c>acme</c>; an underscore follows it unless it ends in one. It comes after the prefix that this factory has already.</param>
    /// <exception cref="ArgumentException">The prefix is not the beginning of a metric name.</exception>
    IMetricFactory WithPrefix(string prefix);
}
