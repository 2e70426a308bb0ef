namespace PrometheusMetrics.Instruments;

internal sealed class TypedFamily3<TInstrument, TLabel1, TLabel2, TLabel3>
    : TypedFamily<TInstrument, TLabel1, TLabel2, TLabel3>, IMetricFamily<TInstrument, TLabel1, TLabel2, TLabel3>
    where TInstrument : class
    where TLabel1 : notnull
    where TLabel2 : notnull
    where TLabel3 : notnull
{
    public TypedFamily3(IMetricFamily<TInstrument> face, ISeriesFinder<TInstrument> family, string[] constants)
        : base(face, family, constants)
    {
    }

    public TInstrument WithLabels(TLabel1 label1, TLabel2 label2, TLabel3 label3) => Find(label1, label2, label3);

    public bool Remove(TLabel1 label1, TLabel2 label2, TLabel3 label3) => RemoveSeries(label1, label2, label3);

    protected override string[] TextsOf(TLabel1 label1, TLabel2 label2, TLabel3 label3) => [LabelText.Of(label1, nameof(label1)), LabelText.Of(label2, nameof(label2)), LabelText.Of(label3, nameof(label3))];
}
