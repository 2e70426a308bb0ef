using System.Runtime.CompilerServices;

namespace PrometheusMetrics;

public static partial class MetricFactoryExtensions
{
    /// <summary>Creates a summary without labels, or returns the existing one. It is exposed with count and sum 0 until first
    /// used.</summary>
    /// <param name="factory">The factory.</param>
    /// <param name="name">The name, such as <c>payload_size_bytes</c>.</param>
    /// <param name="help">A sentence that describes what is measured.</param>
    /// <param name="options">Additional options, or null for the defaults.</param>
    [OverloadResolutionPriority(1)]
    public static ISummary CreateSummary(this IMetricFactory factory, string name, string help, SummaryOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return factory.GetOrCreate(InstrumentKind.Summary, name, help, [], options).WithLabels();
    }

    /// <summary>Creates a summary with labels, or returns the existing one.</summary>
    /// <param name="factory">The factory.</param>
    /// <param name="name">The name, such as <c>payload_size_bytes</c>.</param>
    /// <param name="help">A sentence that describes what is measured.</param>
    /// <param name="labelNames">The names of the labels, in the order of their values; <c>quantile</c> is reserved.</param>
    public static IMetricFamily<ISummary> CreateSummary(
        this IMetricFactory factory, string name, string help, params ReadOnlySpan<string> labelNames)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return factory.GetOrCreate(InstrumentKind.Summary, name, help, labelNames, null);
    }

    /// <summary>Creates a summary with labels and options, or returns the existing one.</summary>
    /// <param name="factory">The factory.</param>
    /// <param name="name">The name, such as <c>payload_size_bytes</c>.</param>
    /// <param name="help">A sentence that describes what is measured.</param>
    /// <param name="labelNames">The names of the labels, in the order of their values; <c>quantile</c> is reserved.</param>
    /// <param name="options">Additional options, or null for the defaults.</param>
    public static IMetricFamily<ISummary> CreateSummary(
        this IMetricFactory factory, string name, string help, ReadOnlySpan<string> labelNames, SummaryOptions? options)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return factory.GetOrCreate(InstrumentKind.Summary, name, help, labelNames, options);
    }
}
