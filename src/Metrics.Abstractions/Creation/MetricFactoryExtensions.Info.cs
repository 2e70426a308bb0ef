using System.Runtime.CompilerServices;

namespace PrometheusMetrics;

public static partial class MetricFactoryExtensions
{
    /// <summary>Creates an info without labels, or returns the existing one. It is exposed without labels until facts are set.</summary>
    /// <param name="factory">The factory.</param>
    /// <param name="name">The name, such as <c>build_info</c>.</param>
    /// <param name="help">A sentence that describes the facts.</param>
    /// <param name="options">Additional options, or null for the defaults.</param>
    [OverloadResolutionPriority(1)]
    public static IInfo CreateInfo(this IMetricFactory factory, string name, string help, InfoOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return factory.GetOrCreate(InstrumentKind.Info, name, help, [], options).WithLabels();
    }

    /// <summary>Creates an info with labels, or returns the existing one.</summary>
    /// <param name="factory">The factory.</param>
    /// <param name="name">The name, such as <c>build_info</c>.</param>
    /// <param name="help">A sentence that describes the facts.</param>
    /// <param name="labelNames">The names of the labels, in the order of their values.</param>
    public static IMetricFamily<IInfo> CreateInfo(
        this IMetricFactory factory, string name, string help, params ReadOnlySpan<string> labelNames)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return factory.GetOrCreate(InstrumentKind.Info, name, help, labelNames, null);
    }

    /// <summary>Creates an info with labels and options, or returns the existing one.</summary>
    /// <param name="factory">The factory.</param>
    /// <param name="name">The name, such as <c>build_info</c>.</param>
    /// <param name="help">A sentence that describes the facts.</param>
    /// <param name="labelNames">The names of the labels, in the order of their values.</param>
    /// <param name="options">Additional options, or null for the defaults.</param>
    public static IMetricFamily<IInfo> CreateInfo(
        this IMetricFactory factory, string name, string help, ReadOnlySpan<string> labelNames, InfoOptions? options)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return factory.GetOrCreate(InstrumentKind.Info, name, help, labelNames, options);
    }
}
