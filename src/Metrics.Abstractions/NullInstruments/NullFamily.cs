using System.Runtime.CompilerServices;

namespace PrometheusMetrics;

internal sealed class NullFamily<TInstrument, TNull> : IMetricFamily<TInstrument>
    where TInstrument : class
    where TNull : class, TInstrument, INullInstrument<TNull>
{
    public static readonly NullFamily<TInstrument, TNull> Instance = new();

    private NullFamily()
    {
    }

    public TInstrument WithLabels(params ReadOnlySpan<string> labelValues) => TNull.Instance;

    public bool Remove(params ReadOnlySpan<string> labelValues) => false;

    public bool Hide(params ReadOnlySpan<string> labelValues) => false;

    public int RemoveWhere(Func<ReadOnlySpan<string>, bool> predicate) => 0;

    public void Clear()
    {
    }

    public IMetricFamily<TInstrument, TLabels> WithLabelTypes<TLabels>(Func<TLabels, ITuple>? convert = null)
        where TLabels : notnull => View<TLabels>.Instance;

    private sealed class View<TLabels> : IMetricFamily<TInstrument, TLabels>
        where TLabels : notnull
    {
        public static readonly View<TLabels> Instance = new();

        public IMetricFamily<TInstrument> Family => NullFamily<TInstrument, TNull>.Instance;

        public TInstrument WithLabels(TLabels labels) => TNull.Instance;

        public bool Remove(TLabels labels) => false;

        public bool Hide(TLabels labels) => false;
    }
}
