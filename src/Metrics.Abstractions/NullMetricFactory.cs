using PrometheusMetrics.Collection;

namespace PrometheusMetrics;

/// <summary>Creates instruments that record nothing, for a class library whose application does not collect metrics.</summary>
/// <remarks>Names and options are not checked, values are always zero, and callbacks are never called.</remarks>
/// <threadsafety>Every member may be called from any thread at any time.</threadsafety>
public sealed class NullMetricFactory : IMetricFactory
{
    private NullMetricFactory()
    {
    }

    /// <summary>Gets the only instance.</summary>
    public static NullMetricFactory Instance { get; } = new();

    /// <inheritdoc/>
    public IMetricFamily<TInstrument> GetOrCreate<TInstrument, TOptions>(
        InstrumentKind<TInstrument, TOptions> kind, string name, string help, ReadOnlySpan<string> labelNames, TOptions? options)
        where TInstrument : class
        where TOptions : InstrumentOptions
    {
        ArgumentNullException.ThrowIfNull(kind);
        return kind.NullFamily;
    }

    /// <inheritdoc/>
    public IDisposable CreateObservable(
        MetricType type, string name, string help, ReadOnlySpan<string> labelNames, Action<ObservationReporter> observe, string? unit) =>
        NullInstrument.Instance;

    /// <inheritdoc/>
    public IMetricFactory WithConstantLabels(params ReadOnlySpan<(string Name, string Value)> labels) => this;

    /// <inheritdoc/>
    public IMetricFactory WithPrefix(string prefix) => this;
}
