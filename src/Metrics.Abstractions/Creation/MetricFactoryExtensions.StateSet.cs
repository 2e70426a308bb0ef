using System.Runtime.CompilerServices;

namespace PrometheusMetrics;

public static partial class MetricFactoryExtensions
{
    /// <summary>Creates a state set without labels whose states are named in the options, or returns the existing one. All states are off
    /// until first used.</summary>
    /// <param name="factory">The factory.</param>
    /// <param name="name">The name, such as <c>feature_enabled</c>; also the name of the label that holds the state.</param>
    /// <param name="help">A sentence that describes the states.</param>
    /// <param name="options">The options, with the names of the states in <see cref="StateSetOptions.States"/>.</param>
    public static IStateSet CreateStateSet(this IMetricFactory factory, string name, string help, StateSetOptions options)
    {
        ArgumentNullException.ThrowIfNull(factory);
        ArgumentNullException.ThrowIfNull(options);
        return factory.GetOrCreate(InstrumentKind.StateSet, name, help, [], options).WithLabels();
    }

    /// <summary>Creates a state set with labels whose states are named in the options, or returns the existing one.</summary>
    /// <param name="factory">The factory.</param>
    /// <param name="name">The name, such as <c>feature_enabled</c>; also the name of the label that holds the state.</param>
    /// <param name="help">A sentence that describes the states.</param>
    /// <param name="labelNames">The names of the labels, in the order of their values; the name of the metric is reserved.</param>
    /// <param name="options">The options, with the names of the states in <see cref="StateSetOptions.States"/>.</param>
    public static IMetricFamily<IStateSet> CreateStateSet(
        this IMetricFactory factory, string name, string help, ReadOnlySpan<string> labelNames, StateSetOptions options)
    {
        ArgumentNullException.ThrowIfNull(factory);
        ArgumentNullException.ThrowIfNull(options);
        return factory.GetOrCreate(InstrumentKind.StateSet, name, help, labelNames, options);
    }

    /// <summary>Creates a state set without labels whose states are the members of an enum, or returns the existing one. Exactly one state
    /// is on.</summary>
    /// <typeparam name="TState">The enum, without <see cref="FlagsAttribute"/>.</typeparam>
    /// <param name="factory">The factory.</param>
    /// <param name="name">The name, such as <c>connection_state</c>; also the name of the label that holds the state.</param>
    /// <param name="help">A sentence that describes the states.</param>
    /// <param name="options">Additional options, or null for the defaults.</param>
    [OverloadResolutionPriority(1)]
    public static IStateSet<TState> CreateStateSet<TState>(
        this IMetricFactory factory, string name, string help, StateSetOptions? options = null)
        where TState : struct, Enum
    {
        ArgumentNullException.ThrowIfNull(factory);
        return factory.GetOrCreate(InstrumentKind.EnumStateSet<TState>(), name, help, [], options).WithLabels();
    }

    /// <summary>Creates a state set with labels whose states are the members of an enum, or returns the existing one. In each series
    /// exactly one state is on.</summary>
    /// <typeparam name="TState">The enum, without <see cref="FlagsAttribute"/>.</typeparam>
    /// <param name="factory">The factory.</param>
    /// <param name="name">The name, such as <c>connection_state</c>; also the name of the label that holds the state.</param>
    /// <param name="help">A sentence that describes the states.</param>
    /// <param name="labelNames">The names of the labels, in the order of their values; the name of the metric is reserved.</param>
    public static IMetricFamily<IStateSet<TState>> CreateStateSet<TState>(
        this IMetricFactory factory, string name, string help, params ReadOnlySpan<string> labelNames)
        where TState : struct, Enum
    {
        ArgumentNullException.ThrowIfNull(factory);
        return factory.GetOrCreate(InstrumentKind.EnumStateSet<TState>(), name, help, labelNames, null);
    }

    /// <summary>Creates a state set with labels and options whose states are the members of an enum, or returns the existing one. In each
    /// series exactly one state is on.</summary>
    /// <typeparam name="TState">The enum, without <see cref="FlagsAttribute"/>.</typeparam>
    /// <param name="factory">The factory.</param>
    /// <param name="name">The name, such as <c>connection_state</c>; also the name of the label that holds the state.</param>
    /// <param name="help">A sentence that describes the states.</param>
    /// <param name="labelNames">The names of the labels, in the order of their values; the name of the metric is reserved.</param>
    /// <param name="options">Additional options, or null for the defaults.</param>
    public static IMetricFamily<IStateSet<TState>> CreateStateSet<TState>(
        this IMetricFactory factory, string name, string help, ReadOnlySpan<string> labelNames, StateSetOptions? options)
        where TState : struct, Enum
    {
        ArgumentNullException.ThrowIfNull(factory);
        return factory.GetOrCreate(InstrumentKind.EnumStateSet<TState>(), name, help, labelNames, options);
    }
}
