using System.Runtime.CompilerServices;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

/// <summary>A typed view of a family, with a cache of typed label values.</summary>
internal sealed class TypedFamily<TInstrument, TLabels> : IMetricFamily<TInstrument, TLabels>
    where TInstrument : class
    where TLabels : notnull
{
    private readonly TypedCache<TInstrument, TLabels> _cache = new();
    private readonly ISeriesFinder<TInstrument> _family;
    private readonly RemovalCounter _removals;
    private readonly ConstantLabels _constants;

    /// <param name="untyped">The untyped family of the user, without the constant labels.</param>
    /// <param name="family">The family with all labels.</param>
    /// <param name="constants">The constant labels, which precede those of the user.</param>
    /// <param name="convert">Converts labels to label values; null if the labels are a value tuple or the only value.</param>
    /// <exception cref="InvalidOperationException">There is no conversion, and the labels have more or fewer values than the family of the
    /// user has labels; or it has no labels.</exception>
    public TypedFamily(
        IMetricFamily<TInstrument> untyped, ISeriesFinder<TInstrument> family, ConstantLabels constants, Func<TLabels, ITuple>? convert)
    {
        Family = untyped;
        Convert = convert;
        _family = family;
        _removals = family.Removals;
        _constants = constants;
        var valueCount = LabelType<TLabels>.TupleLength ?? 1;
        if (Names.IsEmpty || (convert is null && valueCount != Names.Length))
        {
            throw LabelCountError.OfType(family.Descriptor.Name, Names, valueCount);
        }
    }

    public IMetricFamily<TInstrument> Family { get; }

    public Func<TLabels, ITuple>? Convert { get; }

    private ReadOnlySpan<string> Names => _family.Descriptor.LabelNames[_constants.Count..];

    // Whether the labels are the only value, and not a tuple of values.
    private bool AreOneValue => Convert is null && LabelType<TLabels>.TupleLength is null;

    public TInstrument WithLabels(TLabels labels)
    {
        // Read first: if the series is removed between the search and the caching, it is cached for an outdated number and never returned.
        var removals = _removals.Value;
        var found = _cache.Find(labels, removals);
        return found is not null && !IsRemoved(found) ? found : Add(labels, removals, found);
    }

    public bool Remove(TLabels labels) => _family.Remove(ToTexts(labels));

    public bool Hide(TLabels labels) => _family.Hide(ToTexts(labels));

    // Every instrument of a family is a series. In code that is shared between reference types, a cast needs a lookup.
    private static bool IsRemoved(TInstrument instrument) => Unsafe.As<Series>(instrument).IsRemoved;

    private TInstrument Add(TLabels labels, int removals, TInstrument? removed)
    {
        var instrument = FindAtLimit(labels, out var isShared) ?? _family.Find(ToTexts(labels), _constants, out isShared);
        if (!isShared)
        {
            _cache.Add(labels, instrument, removals, _family.Count, removed);
        }

        return instrument;
    }

    private TInstrument? FindAtLimit(TLabels labels, out bool isShared)
    {
        isShared = false;
        if (!_family.IsFull)
        {
            return null;
        }

        var count = _family.Descriptor.LabelNames.Length;
        var buffer = new LabelTextBuffer(
            stackalloc char[LabelTextBuffer.StackLength],
            count <= LabelTextBuffer.StackLabels ? stackalloc int[LabelTextBuffer.StackLabels] : new int[count],
            _family.LengthLimit);
        foreach (var value in _constants.Values)
        {
            buffer.Append(value);
        }

        AppendTexts(labels, ref buffer);
        var found = _family.FindAtLimit(buffer.Texts, _constants, out isShared);
        buffer.Dispose();
        return found;
    }

    // Optimised from the first call, because only optimised code calls a method of a tuple without boxing it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AppendTexts(TLabels labels, ref LabelTextBuffer buffer)
    {
        if (AreOneValue)
        {
            LabelText.Append(labels, ref buffer);
        }
        else if (Convert is null)
        {
            for (var i = 0; i < Names.Length; i++)
            {
                LabelText.Append(((ITuple)labels)[i], ref buffer);
            }
        }
        else
        {
            var values = ToValues(labels);
            for (var i = 0; i < values.Length; i++)
            {
                LabelText.Append(values[i], ref buffer);
            }
        }
    }

    // The constant values, then the text of each typed value.
    private string[] ToTexts(TLabels labels)
    {
        var names = Names;
        var texts = new string[_constants.Count + names.Length];
        _constants.Values.CopyTo(texts, 0);
        var typedTexts = texts.AsSpan(_constants.Count);
        if (AreOneValue)
        {
            typedTexts[0] = LabelText.Get(labels);
            return texts;
        }

        var values = ToValues(labels);
        for (var i = 0; i < typedTexts.Length; i++)
        {
            typedTexts[i] = LabelText.Get(values[i]);
        }

        return texts;
    }

    private ITuple ToValues(TLabels labels)
    {
        if (labels is null)
        {
            throw new ArgumentNullException(
                nameof(labels),
                $"The labels of '{ForeignText.Escape(_family.Descriptor.Name)}' are null: pass an object, whose values may be null.");
        }

        var values = Convert is null ? (ITuple)labels : Convert(labels);
        return values?.Length == Names.Length
            ? values
            : throw LabelCountError.OfConversion(_family.Descriptor.Name, Names, values?.Length);
    }
}
