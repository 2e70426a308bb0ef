using System.Runtime.CompilerServices;

namespace PrometheusMetrics;

public static partial class MetricFactoryExtensions
{
    /// <summary>Creates a histogram without labels, or returns the existing one. It is exposed with empty buckets until first
    /// used.</summary>
    /// <param name="factory">The factory.</param>
    /// <param name="name">The name, such as <c>order_value_euros</c>.</param>
    /// <param name="help">A sentence that describes what is measured.</param>
    /// <param name="options">Additional options, or null for the defaults.</param>
    [OverloadResolutionPriority(1)]
    public static IHistogram CreateHistogram(this IMetricFactory factory, string name, string help, HistogramOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return factory.GetOrCreate(InstrumentKind.Histogram, name, help, [], options).WithLabels();
    }

    /// <summary>Creates a histogram with labels, or returns the existing one.</summary>
    /// <param name="factory">The factory.</param>
    /// <param name="name">The name, such as <c>order_value_euros</c>.</param>
    /// <param name="help">A sentence that describes what is measured.</param>
    /// <param name="labelNames">The names of the labels, in the order of their values; <c>le</c> is reserved.</param>
    public static IMetricFamily<IHistogram> CreateHistogram(
        this IMetricFactory factory, string name, string help, params ReadOnlySpan<string> labelNames)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return factory.GetOrCreate(InstrumentKind.Histogram, name, help, labelNames, null);
    }

    /// <summary>Creates a histogram with labels and options, or returns the existing one.</summary>
    /// <param name="factory">The factory.</param>
    /// <param name="name">The name, such as <c>order_value_euros</c>.</param>
    /// <param name="help">A sentence that describes what is measured.</param>
    /// <param name="labelNames">The names of the labels, in the order of their values; <c>le</c> is reserved.</param>
    /// <param name="options">Additional options, or null for the defaults.</param>
    public static IMetricFamily<IHistogram> CreateHistogram(
        this IMetricFactory factory, string name, string help, ReadOnlySpan<string> labelNames, HistogramOptions? options)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return factory.GetOrCreate(InstrumentKind.Histogram, name, help, labelNames, options);
    }
}
