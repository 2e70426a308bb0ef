namespace PrometheusMetrics.Instruments;

internal sealed class TypedFamily2<TInstrument, TLabel1, TLabel2> : TypedFamily<TInstrument, TLabel1, TLabel2, NoLabel>, IMetricFamily<TInstrument, TLabel1, TLabel2>
    where TInstrument : class
    where TLabel1 : notnull
    where TLabel2 : notnull
{
    public TypedFamily2(IMetricFamily<TInstrument> face, ISeriesFinder<TInstrument> family, string[] constants)
        : base(face, family, constants)
    {
    }

    public TInstrument WithLabels(TLabel1 label1, TLabel2 label2) => Find(label1, label2, default);

    public bool Remove(TLabel1 label1, TLabel2 label2) => RemoveSeries(label1, label2, default);

    protected override string[] TextsOf(TLabel1 label1, TLabel2 label2, NoLabel _) => [LabelText.Of(label1, nameof(label1)), LabelText.Of(label2, nameof(label2))];
}
