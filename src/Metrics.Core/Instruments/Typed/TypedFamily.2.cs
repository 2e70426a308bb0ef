namespace Metrics.Instruments;

internal sealed class TypedFamily2<TInstrument, TLabel1, TLabel2> : TypedFamily<TInstrument, LabelKey<TLabel1, TLabel2>>, IMetricFamily<TInstrument, TLabel1, TLabel2>
    where TInstrument : class
    where TLabel1 : notnull
    where TLabel2 : notnull
{
    public TypedFamily2(IMetricFamily<TInstrument> face, InstrumentFamily<TInstrument> family, string[] constants)
        : base(face, family, constants)
    {
    }

    public TInstrument WithLabels(TLabel1 label1, TLabel2 label2) => Find(new(label1, label2));

    public bool Remove(TLabel1 label1, TLabel2 label2) => Remove(new(label1, label2));
}
