namespace PrometheusMetrics;

internal sealed class NullFamily<TInstrument> : IMetricFamily<TInstrument>
    where TInstrument : class
{
    private readonly TInstrument _instrument;

    public NullFamily(TInstrument instrument) => _instrument = instrument;

    public TInstrument WithLabels(params ReadOnlySpan<string> labelValues) => _instrument;

    public bool Remove(params ReadOnlySpan<string> labelValues) => false;

    public int RemoveWhere(Func<ReadOnlySpan<string>, bool> predicate) => 0;

    public void Clear()
    {
    }

    public IMetricFamily<TInstrument, TLabel> WithLabelTypes<TLabel>()
        where TLabel : notnull => new View<TLabel>(this);

    public IMetricFamily<TInstrument, TLabel1, TLabel2> WithLabelTypes<TLabel1, TLabel2>()
        where TLabel1 : notnull
        where TLabel2 : notnull => new View<TLabel1, TLabel2>(this);

    public IMetricFamily<TInstrument, TLabel1, TLabel2, TLabel3> WithLabelTypes<TLabel1, TLabel2, TLabel3>()
        where TLabel1 : notnull
        where TLabel2 : notnull
        where TLabel3 : notnull => new View<TLabel1, TLabel2, TLabel3>(this);

    private sealed class View<TLabel>(NullFamily<TInstrument> family) : IMetricFamily<TInstrument, TLabel>
        where TLabel : notnull
    {
        public IMetricFamily<TInstrument> Family => family;

        public TInstrument WithLabels(TLabel label) => family._instrument;

        public bool Remove(TLabel label) => false;
    }

    private sealed class View<TLabel1, TLabel2>(NullFamily<TInstrument> family) : IMetricFamily<TInstrument, TLabel1, TLabel2>
        where TLabel1 : notnull
        where TLabel2 : notnull
    {
        public IMetricFamily<TInstrument> Family => family;

        public TInstrument WithLabels(TLabel1 label1, TLabel2 label2) => family._instrument;

        public bool Remove(TLabel1 label1, TLabel2 label2) => false;
    }

    private sealed class View<TLabel1, TLabel2, TLabel3>(NullFamily<TInstrument> family) : IMetricFamily<TInstrument, TLabel1, TLabel2, TLabel3>
        where TLabel1 : notnull
        where TLabel2 : notnull
        where TLabel3 : notnull
    {
        public IMetricFamily<TInstrument> Family => family;

        public TInstrument WithLabels(TLabel1 label1, TLabel2 label2, TLabel3 label3) => family._instrument;

        public bool Remove(TLabel1 label1, TLabel2 label2, TLabel3 label3) => false;
    }
}
