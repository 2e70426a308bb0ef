namespace Metrics.Instruments;

internal sealed class TypedFamily1<TInstrument, TLabel> : TypedFamily<TInstrument, LabelKey<TLabel>>, IMetricFamily<TInstrument, TLabel>
    where TInstrument : class
    where TLabel : notnull
{
    public TypedFamily1(IMetricFamily<TInstrument> face, InstrumentFamily<TInstrument> family, string[] constants)
        : base(face, family, constants)
    {
    }

    public TInstrument WithLabels(TLabel label) => Find(new(label));

    public bool Remove(TLabel label) => Remove(new LabelKey<TLabel>(label));
}
