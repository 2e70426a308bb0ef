namespace PrometheusMetrics.Instruments;

/// <summary>A family of strings behind a cache of typed label values: what views of one, two and three labels have in common.</summary>
internal abstract class TypedFamily<TInstrument, TLabel1, TLabel2, TLabel3>
    where TInstrument : class
    where TLabel1 : notnull
    where TLabel2 : notnull
    where TLabel3 : notnull
{
    private readonly TypedCache<TInstrument, TLabel1, TLabel2, TLabel3> _cache = new();
    private readonly ISeriesFinder<TInstrument> _family;
    private readonly string[] _constants;

    /// <param name="face">The family as the user sees it.</param>
    /// <param name="family">The family itself.</param>
    /// <param name="constants">The values that stand before those that the user gives.</param>
    protected TypedFamily(IMetricFamily<TInstrument> face, ISeriesFinder<TInstrument> family, string[] constants)
    {
        Family = face;
        _family = family;
        _constants = constants;
    }

    public IMetricFamily<TInstrument> Family { get; }

    protected TInstrument Find(TLabel1 label1, TLabel2 label2, TLabel3 label3)
    {
        // Before anything else is looked at: what is found by then, but removed meanwhile, is cached under a number that is over.
        var removals = _family.Removals;
        return _cache.Find(label1, label2, label3, removals) ?? Add(label1, label2, label3, removals);
    }

    protected bool RemoveSeries(TLabel1 label1, TLabel2 label2, TLabel3 label3) => _family.Remove([.. _constants, .. TextsOf(label1, label2, label3)]);

    /// <summary>The text of each value.</summary>
    /// <exception cref="ArgumentNullException">A value, or its text, is null.</exception>
    protected abstract string[] TextsOf(TLabel1 label1, TLabel2 label2, TLabel3 label3);

    private TInstrument Add(TLabel1 label1, TLabel2 label2, TLabel3 label3, int removals)
    {
        var instrument = _family.Find([.. _constants, .. TextsOf(label1, label2, label3)], _constants.Length, out var isOverflow);
        if (!isOverflow)
        {
            _cache.Add(label1, label2, label3, instrument, removals, _family.Count);
        }

        return instrument;
    }
}
