namespace Metrics.Instruments;

/// <summary>A family of strings behind a cache of typed label values: what views of one, two and three labels have in common.</summary>
internal abstract class TypedFamily<TInstrument, TKey>
    where TInstrument : class
    where TKey : struct, IEquatable<TKey>, ILabelKey
{
    private readonly TypedCache<TKey, TInstrument> _cache = new();
    private readonly InstrumentFamily<TInstrument> _family;
    private readonly string[] _constants;

    /// <param name="face">The family as the user sees it.</param>
    /// <param name="family">The family itself.</param>
    /// <param name="constants">The values that stand before those that the user gives.</param>
    protected TypedFamily(IMetricFamily<TInstrument> face, InstrumentFamily<TInstrument> family, string[] constants)
    {
        Family = face;
        _family = family;
        _constants = constants;
    }

    public IMetricFamily<TInstrument> Family { get; }

    protected TInstrument Find(in TKey key)
    {
        // Before anything else is looked at: what is found by then, but removed meanwhile, is cached under a number that is over.
        var removals = _family.Removals;
        return _cache.Find(key, removals) ?? Add(key, removals);
    }

    protected bool Remove(in TKey key) => _family.Remove(TextsOf(key));

    private TInstrument Add(in TKey key, int removals)
    {
        var instrument = _family.Find(TextsOf(key), _constants.Length, out var isOverflow);
        if (!isOverflow)
        {
            _cache.Add(key, instrument, removals, _family.ReadSeries().Length);
        }

        return instrument;
    }

    private string[] TextsOf(in TKey key)
    {
        var texts = new string[_constants.Length + TKey.Count];
        _constants.CopyTo(texts);
        key.WriteTexts(texts.AsSpan(_constants.Length));
        return texts;
    }
}
