using System.Runtime.CompilerServices;

namespace PrometheusMetrics;

public static partial class MetricFactoryExtensions
{
    /// <summary>Creates a counter without labels, or returns the existing one. It is exposed as 0 until first used.</summary>
    /// <param name="factory">The factory.</param>
    /// <param name="name">The name, such as <c>orders_placed_total</c>.</param>
    /// <param name="help">A sentence that describes what is counted.</param>
    /// <param name="options">Additional options, or null for the defaults.</param>
    [OverloadResolutionPriority(1)]
    public static ICounter CreateCounter(this IMetricFactory factory, string name, string help, CounterOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return factory.GetOrCreate(InstrumentKind.Counter, name, help, [], options).WithLabels();
    }

    /// <summary>Creates a counter with labels, or returns the existing one.</summary>
    /// <param name="factory">The factory.</param>
    /// <param name="name">The name, such as <c>orders_placed_total</c>.</param>
    /// <param name="help">A sentence that describes what is counted.</param>
    /// <param name="labelNames">The names of the labels, in the order of their values.</param>
    public static IMetricFamily<ICounter> CreateCounter(
        this IMetricFactory factory, string name, string help, params ReadOnlySpan<string> labelNames)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return factory.GetOrCreate(InstrumentKind.Counter, name, help, labelNames, null);
    }

    /// <summary>Creates a counter with labels and options, or returns the existing one.</summary>
    /// <param name="factory">The factory.</param>
    /// <param name="name">The name, such as <c>orders_placed_total</c>.</param>
    /// <param name="help">A sentence that describes what is counted.</param>
    /// <param name="labelNames">The names of the labels, in the order of their values.</param>
    /// <param name="options">Additional options, or null for the defaults.</param>
    public static IMetricFamily<ICounter> CreateCounter(
        this IMetricFactory factory, string name, string help, ReadOnlySpan<string> labelNames, CounterOptions? options)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return factory.GetOrCreate(InstrumentKind.Counter, name, help, labelNames, options);
    }
}
