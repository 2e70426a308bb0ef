using PrometheusMetrics.Collection;

namespace PrometheusMetrics;

/// <summary>Creates instruments and registers them, or returns the existing instrument of the same name. Inject it into the classes that
/// measure.</summary>
/// <remarks>
/// <para>Use the extension methods of <see cref="MetricFactoryExtensions"/>, such as <c>CreateCounter</c>. The interface itself is small,
/// so that a new kind of instrument breaks no implementation, and a test double is short.</para>
/// <para>The same name with the same shape (type, help, unit, label names and options) returns the same instrument, without a lock or
/// an allocation, so a transient class may create it in its constructor. The same name with another shape throws an exception whose message
/// names the first difference and shows both shapes.</para>
/// <para>Names match <c>[a-zA-Z_:][a-zA-Z0-9_:]*</c>, label names <c>[a-zA-Z_][a-zA-Z0-9_]*</c> without a leading <c>__</c>. The suffix
/// <c>_total</c> of a counter, <c>_info</c> of an info, and the unit are added to the name if they are missing.</para>
/// <para>Every method throws <see cref="ArgumentException"/> for an illegal name, label name or option, <see cref="ArgumentNullException"/>
/// for a null name, help or label name, and <see cref="InvalidOperationException"/> if the name exists with another shape or conflicts with
/// a sample name of another metric (a gauge <c>x_count</c> and a histogram <c>x</c>). Once the registry is disposed, a new metric throws
/// <see cref="ObjectDisposedException"/>; existing instruments are still returned.</para>
/// </remarks>
/// <threadsafety>Every member may be called from any thread at any time.</threadsafety>
public interface IMetricFactory
{
    /// <summary>Creates a family of instruments, or returns the existing one of the same shape.</summary>
    /// <typeparam name="TInstrument">The type of the instruments, such as <see cref="ICounter"/>.</typeparam>
    /// <typeparam name="TOptions">The type of the options, such as <see cref="CounterOptions"/>.</typeparam>
    /// <param name="kind">The kind of instrument.</param>
    /// <param name="name">The name, such as <c>orders_placed_total</c>.</param>
    /// <param name="help">A sentence that describes what is measured.</param>
    /// <param name="labelNames">The names of the labels, in the order of their values. If empty, the family has one series, which is
    /// created at once; <see cref="IMetricFamily{TInstrument}.WithLabels"/> without values returns it.</param>
    /// <param name="options">Additional options, or null for the defaults.</param>
    IMetricFamily<TInstrument> GetOrCreate<TInstrument, TOptions>(
        InstrumentKind<TInstrument, TOptions> kind, string name, string help, ReadOnlySpan<string> labelNames, TOptions? options)
        where TInstrument : class
        where TOptions : InstrumentOptions;

    /// <summary>Creates a metric whose values are read from a callback at each scrape.</summary>
    /// <param name="type"><see cref="MetricType.Counter"/> or <see cref="MetricType.Gauge"/>.</param>
    /// <param name="name">The name, such as <c>queue_length</c>.</param>
    /// <param name="help">A sentence that describes what is measured.</param>
    /// <param name="labelNames">The names of the labels, in the order of their values; may be empty.</param>
    /// <param name="observe">The callback that reports the current values, each series once. It must be quick. A registry calls it on a
    /// background thread, never twice at once. If it throws, takes too long or reports an illegal value, the metric is left out of that
    /// scrape, and the error is counted in <c>metrics_collector_errors_total</c>.</param>
    /// <param name="unit">The unit in Prometheus base units ("seconds", "bytes"), which is added to the name as a suffix if it is
    /// missing; or null for none.</param>
    /// <returns>An object that unregisters the metric when it is disposed.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="type"/> is neither counter nor gauge.</exception>
    /// <remarks>Factories whose constant labels have the same names and different values share the metric; each has a callback for its own
    /// series, and if it throws, only these are left out.</remarks>
    /// <exception cref="InvalidOperationException">A metric of this name already exists with another shape or is not observable, or it has
    /// a callback for the same values of the constant labels.</exception>
    IDisposable CreateObservable(
        MetricType type, string name, string help, ReadOnlySpan<string> labelNames, Action<ObservationReporter> observe, string? unit);

    /// <summary>Creates a factory for the same registry that adds labels with constant values to every instrument, before its other labels.
    /// Factories with the same label names and different values share the metrics; each has its own series.</summary>
    /// <param name="labels">The names and values of the labels, which follow the constant labels of this factory.</param>
    /// <exception cref="ArgumentException">A name is illegal or given twice.</exception>
    /// <exception cref="ArgumentNullException">A name or value is null.</exception>
    /// <example><code>var metrics = factory.WithConstantLabels(("shard", "7"));</code></example>
    IMetricFactory WithConstantLabels(params ReadOnlySpan<(string Name, string Value)> labels);

    /// <summary>Creates a factory for the same registry that adds a prefix to every name.</summary>
    /// <param name="prefix">The prefix, such as <c>acme</c>, which follows the prefix of this factory. An underscore is added unless it
    /// ends with one.</param>
    /// <exception cref="ArgumentException">The prefix is not a legal beginning of a metric name.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="prefix"/> is null.</exception>
    IMetricFactory WithPrefix(string prefix);
}
