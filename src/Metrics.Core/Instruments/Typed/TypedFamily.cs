using System.Runtime.CompilerServices;

namespace PrometheusMetrics.Instruments;

/// <summary>A typed view of a family, with a cache of typed label values.</summary>
internal sealed class TypedFamily<TInstrument, TLabels> : IMetricFamily<TInstrument, TLabels>
    where TInstrument : class
    where TLabels : notnull
{
    private readonly TypedCache<TInstrument, TLabels> _cache = new();
    private readonly ISeriesFinder<TInstrument> _family;
    private readonly string[] _constantValues;

    /// <param name="untyped">The untyped family of the user, without the constant labels.</param>
    /// <param name="family">The family with all labels.</param>
    /// <param name="constantValues">The values of the constant labels, which precede those of the user.</param>
    /// <param name="convert">Converts labels to label values; null if the labels are a value tuple or the only value.</param>
    /// <exception cref="InvalidOperationException">There is no conversion, and the labels have more or fewer values than the family of the
    /// user has labels; or it has no labels.</exception>
    public TypedFamily(
        IMetricFamily<TInstrument> untyped, ISeriesFinder<TInstrument> family, string[] constantValues, Func<TLabels, ITuple>? convert)
    {
        Family = untyped;
        Convert = convert;
        _family = family;
        _constantValues = constantValues;
        var valueCount = LabelType<TLabels>.TupleLength ?? 1;
        if (Names.IsEmpty || (convert is null && valueCount != Names.Length))
        {
            throw LabelCountError.OfType(family.Descriptor.Name, Names, valueCount);
        }
    }

    public IMetricFamily<TInstrument> Family { get; }

    public Func<TLabels, ITuple>? Convert { get; }

    private ReadOnlySpan<string> Names => _family.Descriptor.LabelNames[_constantValues.Length..];

    public TInstrument WithLabels(TLabels labels)
    {
        // Read first: if the series is removed between the search and the caching, it is cached for an outdated number and never returned.
        var removals = _family.Removals;
        return _cache.Find(labels, removals) ?? Add(labels, removals);
    }

    public bool Remove(TLabels labels) => _family.Remove(ToTexts(labels));

    private TInstrument Add(TLabels labels, int removals)
    {
        var instrument = _family.Find(ToTexts(labels), _constantValues.Length, out var isOverflow);
        if (!isOverflow)
        {
            _cache.Add(labels, instrument, removals, _family.Count);
        }

        return instrument;
    }

    // The constant values, then the text of each typed value.
    private string[] ToTexts(TLabels labels)
    {
        var names = Names;
        var texts = new string[_constantValues.Length + names.Length];
        _constantValues.CopyTo(texts);
        var typedTexts = texts.AsSpan(_constantValues.Length);
        if (Convert is null && LabelType<TLabels>.TupleLength is null)
        {
            typedTexts[0] = LabelText.Get(labels, names[0], nameof(labels));
            return texts;
        }

        ArgumentNullException.ThrowIfNull(labels);
        var values = Convert is null ? (ITuple)labels : Convert(labels);
        if (values?.Length != names.Length)
        {
            throw LabelCountError.OfConversion(_family.Descriptor.Name, names, values?.Length);
        }

        for (var i = 0; i < typedTexts.Length; i++)
        {
            typedTexts[i] = LabelText.Get(values[i], names[i], nameof(labels));
        }

        return texts;
    }
}
