namespace PrometheusMetrics.Instruments;

internal sealed class TypedFamily1<TInstrument, TLabel> : TypedFamily<TInstrument, TLabel, NoLabel, NoLabel>, IMetricFamily<TInstrument, TLabel>
    where TInstrument : class
    where TLabel : notnull
{
    public TypedFamily1(IMetricFamily<TInstrument> face, ISeriesFinder<TInstrument> family, string[] constants)
        : base(face, family, constants)
    {
    }

    public TInstrument WithLabels(TLabel label) => Find(label, default, default);

    public bool Remove(TLabel label) => RemoveSeries(label, default, default);

    protected override string[] TextsOf(TLabel label, NoLabel _, NoLabel __) => [LabelText.Of(label, nameof(label))];
}
