using System.Runtime.CompilerServices;

namespace PrometheusMetrics;

public static partial class MetricFactoryExtensions
{
    /// <summary>Creates a gauge without labels, or returns the existing one. It is exposed with its initial value until first
    /// used.</summary>
    /// <param name="factory">The factory.</param>
    /// <param name="name">The name, such as <c>queue_length</c>.</param>
    /// <param name="help">A sentence that describes what is measured.</param>
    /// <param name="options">Additional options, or null for the defaults.</param>
    [OverloadResolutionPriority(1)]
    public static IGauge CreateGauge(this IMetricFactory factory, string name, string help, GaugeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return factory.GetOrCreate(InstrumentKind.Gauge, name, help, [], options).WithLabels();
    }

    /// <summary>Creates a gauge with labels, or returns the existing one.</summary>
    /// <param name="factory">The factory.</param>
    /// <param name="name">The name, such as <c>queue_length</c>.</param>
    /// <param name="help">A sentence that describes what is measured.</param>
    /// <param name="labelNames">The names of the labels, in the order of their values.</param>
    public static IMetricFamily<IGauge> CreateGauge(
        this IMetricFactory factory, string name, string help, params ReadOnlySpan<string> labelNames)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return factory.GetOrCreate(InstrumentKind.Gauge, name, help, labelNames, null);
    }

    /// <summary>Creates a gauge with labels and options, or returns the existing one.</summary>
    /// <param name="factory">The factory.</param>
    /// <param name="name">The name, such as <c>queue_length</c>.</param>
    /// <param name="help">A sentence that describes what is measured.</param>
    /// <param name="labelNames">The names of the labels, in the order of their values.</param>
    /// <param name="options">Additional options, or null for the defaults.</param>
    public static IMetricFamily<IGauge> CreateGauge(
        this IMetricFactory factory, string name, string help, ReadOnlySpan<string> labelNames, GaugeOptions? options)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return factory.GetOrCreate(InstrumentKind.Gauge, name, help, labelNames, options);
    }
}
