using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Instruments;

/// <summary>All series of one name, as those see them who know what users hold, but not what it is.</summary>
/// <typeparam name="TInstrument">What users hold.</typeparam>
internal abstract class InstrumentFamily<TInstrument> : InstrumentFamily, IMetricFamily<TInstrument>
    where TInstrument : class
{
    private readonly TypedViews<TInstrument> _typed;

    protected InstrumentFamily(MetricDescriptor descriptor, InstrumentOptions? options, FamilySetup setup)
        : base(descriptor, options, setup) => _typed = new TypedViews<TInstrument>(this, this, []);

    /// <summary>Changes when series that were found before may not be found any more.</summary>
    public abstract int Removals { get; }

    /// <summary>How many series there are.</summary>
    public abstract int Count { get; }

    public abstract TInstrument WithLabels(params ReadOnlySpan<string> labelValues);

    /// <summary>The series of these values, or the overflow series.</summary>
    /// <param name="labelValues">All values.</param>
    /// <param name="constants">How many of them, at the beginning, are constant labels of a factory.</param>
    /// <param name="isOverflow">Whether it is the overflow series.</param>
    public abstract TInstrument Find(ReadOnlySpan<string> labelValues, int constants, out bool isOverflow);

    public abstract bool Remove(params ReadOnlySpan<string> labelValues);

    public abstract int RemoveWhere(Func<ReadOnlySpan<string>, bool> predicate);

    public void Clear() => RemoveWhere(static _ => true);

    public IMetricFamily<TInstrument, TLabel> WithLabelTypes<TLabel>()
        where TLabel : notnull => _typed.Of<TLabel>();

    public IMetricFamily<TInstrument, TLabel1, TLabel2> WithLabelTypes<TLabel1, TLabel2>()
        where TLabel1 : notnull
        where TLabel2 : notnull => _typed.Of<TLabel1, TLabel2>();

    public IMetricFamily<TInstrument, TLabel1, TLabel2, TLabel3> WithLabelTypes<TLabel1, TLabel2, TLabel3>()
        where TLabel1 : notnull
        where TLabel2 : notnull
        where TLabel3 : notnull => _typed.Of<TLabel1, TLabel2, TLabel3>();
}
