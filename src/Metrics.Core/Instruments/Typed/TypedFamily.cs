using System.Runtime.CompilerServices;

namespace PrometheusMetrics.Instruments;

/// <summary>A family of strings behind a cache of typed label values.</summary>
internal sealed class TypedFamily<TInstrument, TLabels> : IMetricFamily<TInstrument, TLabels>
    where TInstrument : class
    where TLabels : notnull
{
    private readonly TypedCache<TInstrument, TLabels> _cache = new();
    private readonly ISeriesFinder<TInstrument> _family;
    private readonly string[] _constants;

    /// <param name="face">The family as the user sees it.</param>
    /// <param name="family">The family itself.</param>
    /// <param name="constants">The values that stand before those that the user gives.</param>
    /// <param name="convert">Gives the label values, or null if the labels are a value tuple or the only value.</param>
    /// <exception cref="InvalidOperationException">The labels without a conversion are more or fewer values than the user sees labels, or
    /// there are no labels.</exception>
    public TypedFamily(
        IMetricFamily<TInstrument> face, ISeriesFinder<TInstrument> family, string[] constants, Func<TLabels, ITuple>? convert)
    {
        Family = face;
        Convert = convert;
        _family = family;
        _constants = constants;
        var given = LabelType<TLabels>.TupleLength ?? 1;
        if (Names.IsEmpty || (convert is null && given != Names.Length))
        {
            throw LabelCountError.OfType(family.Descriptor.Name, Names, given);
        }
    }

    public IMetricFamily<TInstrument> Family { get; }

    public Func<TLabels, ITuple>? Convert { get; }

    private ReadOnlySpan<string> Names => _family.Descriptor.LabelNames[_constants.Length..];

    public TInstrument WithLabels(TLabels labels)
    {
        // Before anything else is read: what is found by then, but removed in between, is cached under a number that is over.
        var removals = _family.Removals;
        return _cache.Find(labels, removals) ?? Add(labels, removals);
    }

    public bool Remove(TLabels labels) => _family.Remove(ToTexts(labels));

    private TInstrument Add(TLabels labels, int removals)
    {
        var instrument = _family.Find(ToTexts(labels), _constants.Length, out var isOverflow);
        if (!isOverflow)
        {
            _cache.Add(labels, instrument, removals, _family.Count);
        }

        return instrument;
    }

    // The constants, then the text of each value.
    private string[] ToTexts(TLabels labels)
    {
        var names = Names;
        var texts = new string[_constants.Length + names.Length];
        _constants.CopyTo(texts);
        var own = texts.AsSpan(_constants.Length);
        if (Convert is null && LabelType<TLabels>.TupleLength is null)
        {
            own[0] = LabelText.Get(labels, names[0], nameof(labels));
            return texts;
        }

        ArgumentNullException.ThrowIfNull(labels);
        var values = Convert is null ? (ITuple)labels : Convert(labels);
        if (values?.Length != names.Length)
        {
            throw LabelCountError.OfConversion(_family.Descriptor.Name, names, values?.Length);
        }

        for (var i = 0; i < own.Length; i++)
        {
            own[i] = LabelText.Get(values[i], names[i], nameof(labels));
        }

        return texts;
    }
}
