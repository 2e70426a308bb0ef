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

    public int RemoveWhere(Func<ReadOnlySpan<string>, bool> predicate) => 0;

    public void Clear()
    {
    }

    public IMetricFamily<TInstrument, TLabel> WithLabelTypes<TLabel>()
        where TLabel : notnull => View<TLabel>.Instance;

    public IMetricFamily<TInstrument, TLabel1, TLabel2> WithLabelTypes<TLabel1, TLabel2>()
        where TLabel1 : notnull
        where TLabel2 : notnull => View<TLabel1, TLabel2>.Instance;

    public IMetricFamily<TInstrument, TLabel1, TLabel2, TLabel3> WithLabelTypes<TLabel1, TLabel2, TLabel3>()
        where TLabel1 : notnull
        where TLabel2 : notnull
        where TLabel3 : notnull => View<TLabel1, TLabel2, TLabel3>.Instance;

    private sealed class View<TLabel> : IMetricFamily<TInstrument, TLabel>
        where TLabel : notnull
    {
        public static readonly View<TLabel> Instance = new();

        public IMetricFamily<TInstrument> Family => NullFamily<TInstrument, TNull>.Instance;

        public TInstrument WithLabels(TLabel label) => TNull.Instance;

        public bool Remove(TLabel label) => false;
    }

    private sealed class View<TLabel1, TLabel2> : IMetricFamily<TInstrument, TLabel1, TLabel2>
        where TLabel1 : notnull
        where TLabel2 : notnull
    {
        public static readonly View<TLabel1, TLabel2> Instance = new();

        public IMetricFamily<TInstrument> Family => NullFamily<TInstrument, TNull>.Instance;

        public TInstrument WithLabels(TLabel1 label1, TLabel2 label2) => TNull.Instance;

        public bool Remove(TLabel1 label1, TLabel2 label2) => false;
    }

    private sealed class View<TLabel1, TLabel2, TLabel3> : IMetricFamily<TInstrument, TLabel1, TLabel2, TLabel3>
        where TLabel1 : notnull
        where TLabel2 : notnull
        where TLabel3 : notnull
    {
        public static readonly View<TLabel1, TLabel2, TLabel3> Instance = new();

        public IMetricFamily<TInstrument> Family => NullFamily<TInstrument, TNull>.Instance;

        public TInstrument WithLabels(TLabel1 label1, TLabel2 label2, TLabel3 label3) => TNull.Instance;

        public bool Remove(TLabel1 label1, TLabel2 label2, TLabel3 label3) => false;
    }
}
