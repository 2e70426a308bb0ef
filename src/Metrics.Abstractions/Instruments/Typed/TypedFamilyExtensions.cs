namespace PrometheusMetrics;

/// <summary>Makes instruments whose labels have values of other types than string: enums, numbers, whatever has a text.</summary>
/// <remarks>The metric is the same as one with strings. Each method throws what <see cref="IMetricFactory"/> throws.</remarks>
/// <threadsafety>Every member may be called from any thread at any time.</threadsafety>
/// <example><code>var orders = metrics.CreateCounter&lt;Channel, bool&gt;("orders_total", "Orders.", "channel", "paid");
/// orders.WithLabels(Channel.Web, true).Inc();</code></example>
public static class TypedFamilyExtensions
{
    /// <summary>A counter with one label of a type of your choice.</summary>
    /// <typeparam name="TLabel">The type of the label's values.</typeparam>
    /// <param name="metrics">The factory.</param>
    /// <param name="name">The name.</param>
    /// <param name="help">What it measures, in a sentence.</param>
    /// <param name="labelName">The name of the label.</param>
    /// <param name="options">More about it; null means the defaults.</param>
    public static IMetricFamily<ICounter, TLabel> CreateCounter<TLabel>(this IMetricFactory metrics, string name, string help, string labelName, CounterOptions? options = null)
        where TLabel : notnull
    {
        ArgumentNullException.ThrowIfNull(metrics);
        return metrics.CreateCounter(name, help, [labelName], options).WithLabelTypes<TLabel>();
    }

    /// <summary>A counter with two labels of types of your choice.</summary>
    /// <typeparam name="TLabel1">The type of the first label's values.</typeparam>
    /// <typeparam name="TLabel2">The type of the second label's values.</typeparam>
    /// <param name="metrics">The factory.</param>
    /// <param name="name">The name.</param>
    /// <param name="help">What it measures, in a sentence.</param>
    /// <param name="labelName1">The name of the first label.</param>
    /// <param name="labelName2">The name of the second label.</param>
    /// <param name="options">More about it; null means the defaults.</param>
    public static IMetricFamily<ICounter, TLabel1, TLabel2> CreateCounter<TLabel1, TLabel2>(this IMetricFactory metrics, string name, string help, string labelName1, string labelName2, CounterOptions? options = null)
        where TLabel1 : notnull
        where TLabel2 : notnull
    {
        ArgumentNullException.ThrowIfNull(metrics);
        return metrics.CreateCounter(name, help, [labelName1, labelName2], options).WithLabelTypes<TLabel1, TLabel2>();
    }

    /// <summary>A counter with three labels of types of your choice.</summary>
    /// <typeparam name="TLabel1">The type of the first label's values.</typeparam>
    /// <typeparam name="TLabel2">The type of the second label's values.</typeparam>
    /// <typeparam name="TLabel3">The type of the third label's values.</typeparam>
    /// <param name="metrics">The factory.</param>
    /// <param name="name">The name.</param>
    /// <param name="help">What it measures, in a sentence.</param>
    /// <param name="labelName1">The name of the first label.</param>
    /// <param name="labelName2">The name of the second label.</param>
    /// <param name="labelName3">The name of the third label.</param>
    /// <param name="options">More about it; null means the defaults.</param>
    public static IMetricFamily<ICounter, TLabel1, TLabel2, TLabel3> CreateCounter<TLabel1, TLabel2, TLabel3>(this IMetricFactory metrics, string name, string help, string labelName1, string labelName2, string labelName3, CounterOptions? options = null)
        where TLabel1 : notnull
        where TLabel2 : notnull
        where TLabel3 : notnull
    {
        ArgumentNullException.ThrowIfNull(metrics);
        return metrics.CreateCounter(name, help, [labelName1, labelName2, labelName3], options).WithLabelTypes<TLabel1, TLabel2, TLabel3>();
    }

    /// <summary>A gauge with one label of a type of your choice.</summary>
    /// <typeparam name="TLabel">The type of the label's values.</typeparam>
    /// <param name="metrics">The factory.</param>
    /// <param name="name">The name.</param>
    /// <param name="help">What it measures, in a sentence.</param>
    /// <param name="labelName">The name of the label.</param>
    /// <param name="options">More about it; null means the defaults.</param>
    public static IMetricFamily<IGauge, TLabel> CreateGauge<TLabel>(this IMetricFactory metrics, string name, string help, string labelName, GaugeOptions? options = null)
        where TLabel : notnull
    {
        ArgumentNullException.ThrowIfNull(metrics);
        return metrics.CreateGauge(name, help, [labelName], options).WithLabelTypes<TLabel>();
    }

    /// <summary>A gauge with two labels of types of your choice.</summary>
    /// <typeparam name="TLabel1">The type of the first label's values.</typeparam>
    /// <typeparam name="TLabel2">The type of the second label's values.</typeparam>
    /// <param name="metrics">The factory.</param>
    /// <param name="name">The name.</param>
    /// <param name="help">What it measures, in a sentence.</param>
    /// <param name="labelName1">The name of the first label.</param>
    /// <param name="labelName2">The name of the second label.</param>
    /// <param name="options">More about it; null means the defaults.</param>
    public static IMetricFamily<IGauge, TLabel1, TLabel2> CreateGauge<TLabel1, TLabel2>(this IMetricFactory metrics, string name, string help, string labelName1, string labelName2, GaugeOptions? options = null)
        where TLabel1 : notnull
        where TLabel2 : notnull
    {
        ArgumentNullException.ThrowIfNull(metrics);
        return metrics.CreateGauge(name, help, [labelName1, labelName2], options).WithLabelTypes<TLabel1, TLabel2>();
    }

    /// <summary>A gauge with three labels of types of your choice.</summary>
    /// <typeparam name="TLabel1">The type of the first label's values.</typeparam>
    /// <typeparam name="TLabel2">The type of the second label's values.</typeparam>
    /// <typeparam name="TLabel3">The type of the third label's values.</typeparam>
    /// <param name="metrics">The factory.</param>
    /// <param name="name">The name.</param>
    /// <param name="help">What it measures, in a sentence.</param>
    /// <param name="labelName1">The name of the first label.</param>
    /// <param name="labelName2">The name of the second label.</param>
    /// <param name="labelName3">The name of the third label.</param>
    /// <param name="options">More about it; null means the defaults.</param>
    public static IMetricFamily<IGauge, TLabel1, TLabel2, TLabel3> CreateGauge<TLabel1, TLabel2, TLabel3>(this IMetricFactory metrics, string name, string help, string labelName1, string labelName2, string labelName3, GaugeOptions? options = null)
        where TLabel1 : notnull
        where TLabel2 : notnull
        where TLabel3 : notnull
    {
        ArgumentNullException.ThrowIfNull(metrics);
        return metrics.CreateGauge(name, help, [labelName1, labelName2, labelName3], options).WithLabelTypes<TLabel1, TLabel2, TLabel3>();
    }

    /// <summary>A histogram with one label of a type of your choice.</summary>
    /// <typeparam name="TLabel">The type of the label's values.</typeparam>
    /// <param name="metrics">The factory.</param>
    /// <param name="name">The name.</param>
    /// <param name="help">What it measures, in a sentence.</param>
    /// <param name="labelName">The name of the label.</param>
    /// <param name="options">More about it; null means the defaults.</param>
    public static IMetricFamily<IHistogram, TLabel> CreateHistogram<TLabel>(this IMetricFactory metrics, string name, string help, string labelName, HistogramOptions? options = null)
        where TLabel : notnull
    {
        ArgumentNullException.ThrowIfNull(metrics);
        return metrics.CreateHistogram(name, help, [labelName], options).WithLabelTypes<TLabel>();
    }

    /// <summary>A histogram with two labels of types of your choice.</summary>
    /// <typeparam name="TLabel1">The type of the first label's values.</typeparam>
    /// <typeparam name="TLabel2">The type of the second label's values.</typeparam>
    /// <param name="metrics">The factory.</param>
    /// <param name="name">The name.</param>
    /// <param name="help">What it measures, in a sentence.</param>
    /// <param name="labelName1">The name of the first label.</param>
    /// <param name="labelName2">The name of the second label.</param>
    /// <param name="options">More about it; null means the defaults.</param>
    public static IMetricFamily<IHistogram, TLabel1, TLabel2> CreateHistogram<TLabel1, TLabel2>(this IMetricFactory metrics, string name, string help, string labelName1, string labelName2, HistogramOptions? options = null)
        where TLabel1 : notnull
        where TLabel2 : notnull
    {
        ArgumentNullException.ThrowIfNull(metrics);
        return metrics.CreateHistogram(name, help, [labelName1, labelName2], options).WithLabelTypes<TLabel1, TLabel2>();
    }

    /// <summary>A histogram with three labels of types of your choice.</summary>
    /// <typeparam name="TLabel1">The type of the first label's values.</typeparam>
    /// <typeparam name="TLabel2">The type of the second label's values.</typeparam>
    /// <typeparam name="TLabel3">The type of the third label's values.</typeparam>
    /// <param name="metrics">The factory.</param>
    /// <param name="name">The name.</param>
    /// <param name="help">What it measures, in a sentence.</param>
    /// <param name="labelName1">The name of the first label.</param>
    /// <param name="labelName2">The name of the second label.</param>
    /// <param name="labelName3">The name of the third label.</param>
    /// <param name="options">More about it; null means the defaults.</param>
    public static IMetricFamily<IHistogram, TLabel1, TLabel2, TLabel3> CreateHistogram<TLabel1, TLabel2, TLabel3>(this IMetricFactory metrics, string name, string help, string labelName1, string labelName2, string labelName3, HistogramOptions? options = null)
        where TLabel1 : notnull
        where TLabel2 : notnull
        where TLabel3 : notnull
    {
        ArgumentNullException.ThrowIfNull(metrics);
        return metrics.CreateHistogram(name, help, [labelName1, labelName2, labelName3], options).WithLabelTypes<TLabel1, TLabel2, TLabel3>();
    }

    /// <summary>A summary with one label of a type of your choice.</summary>
    /// <typeparam name="TLabel">The type of the label's values.</typeparam>
    /// <param name="metrics">The factory.</param>
    /// <param name="name">The name.</param>
    /// <param name="help">What it measures, in a sentence.</param>
    /// <param name="labelName">The name of the label.</param>
    /// <param name="options">More about it; null means the defaults.</param>
    public static IMetricFamily<ISummary, TLabel> CreateSummary<TLabel>(this IMetricFactory metrics, string name, string help, string labelName, SummaryOptions? options = null)
        where TLabel : notnull
    {
        ArgumentNullException.ThrowIfNull(metrics);
        return metrics.CreateSummary(name, help, [labelName], options).WithLabelTypes<TLabel>();
    }

    /// <summary>A summary with two labels of types of your choice.</summary>
    /// <typeparam name="TLabel1">The type of the first label's values.</typeparam>
    /// <typeparam name="TLabel2">The type of the second label's values.</typeparam>
    /// <param name="metrics">The factory.</param>
    /// <param name="name">The name.</param>
    /// <param name="help">What it measures, in a sentence.</param>
    /// <param name="labelName1">The name of the first label.</param>
    /// <param name="labelName2">The name of the second label.</param>
    /// <param name="options">More about it; null means the defaults.</param>
    public static IMetricFamily<ISummary, TLabel1, TLabel2> CreateSummary<TLabel1, TLabel2>(this IMetricFactory metrics, string name, string help, string labelName1, string labelName2, SummaryOptions? options = null)
        where TLabel1 : notnull
        where TLabel2 : notnull
    {
        ArgumentNullException.ThrowIfNull(metrics);
        return metrics.CreateSummary(name, help, [labelName1, labelName2], options).WithLabelTypes<TLabel1, TLabel2>();
    }

    /// <summary>A summary with three labels of types of your choice.</summary>
    /// <typeparam name="TLabel1">The type of the first label's values.</typeparam>
    /// <typeparam name="TLabel2">The type of the second label's values.</typeparam>
    /// <typeparam name="TLabel3">The type of the third label's values.</typeparam>
    /// <param name="metrics">The factory.</param>
    /// <param name="name">The name.</param>
    /// <param name="help">What it measures, in a sentence.</param>
    /// <param name="labelName1">The name of the first label.</param>
    /// <param name="labelName2">The name of the second label.</param>
    /// <param name="labelName3">The name of the third label.</param>
    /// <param name="options">More about it; null means the defaults.</param>
    public static IMetricFamily<ISummary, TLabel1, TLabel2, TLabel3> CreateSummary<TLabel1, TLabel2, TLabel3>(this IMetricFactory metrics, string name, string help, string labelName1, string labelName2, string labelName3, SummaryOptions? options = null)
        where TLabel1 : notnull
        where TLabel2 : notnull
        where TLabel3 : notnull
    {
        ArgumentNullException.ThrowIfNull(metrics);
        return metrics.CreateSummary(name, help, [labelName1, labelName2, labelName3], options).WithLabelTypes<TLabel1, TLabel2, TLabel3>();
    }
}
