using System.Runtime.CompilerServices;

namespace PrometheusMetrics.Instruments;

/// <summary>The part of a family whose first labels have certain values. Users see the other labels only.</summary>
internal sealed class ConstantLabelsFamily<TInstrument> : IMetricFamily<TInstrument>
    where TInstrument : class
{
    private readonly InstrumentFamily<TInstrument> _family;
    private readonly string[] _constantValues;
    private readonly TypedViews<TInstrument> _typed;

    public ConstantLabelsFamily(InstrumentFamily<TInstrument> family, ReadOnlySpan<string> constantValues)
    {
        _family = family;
        _constantValues = constantValues.ToArray();
        _typed = new TypedViews<TInstrument>(this, family, _constantValues);
    }

    public TInstrument WithLabels(params ReadOnlySpan<string> labelValues)
    {
        var room = default(Room);
        return _family.Find(Concatenate(labelValues, ref room), _constantValues.Length, out _);
    }

    public bool Remove(params ReadOnlySpan<string> labelValues)
    {
        var room = default(Room);
        return _family.Remove(Concatenate(labelValues, ref room));
    }

    public int RemoveWhere(Func<ReadOnlySpan<string>, bool> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return _family.RemoveWhere(values => values.StartsWith(_constantValues) && predicate(values[_constantValues.Length..]));
    }

    public void Clear() => RemoveWhere(static _ => true);

    public IMetricFamily<TInstrument, TLabels> WithLabelTypes<TLabels>(Func<TLabels, ITuple>? convert = null)
        where TLabels : notnull => _typed.Get(convert);

    // Without memory of its own for as many labels as anybody should have.
    private ReadOnlySpan<string> Concatenate(ReadOnlySpan<string> labelValues, ref Room room)
    {
        var names = _family.Descriptor.LabelNames[_constantValues.Length..];
        if (labelValues.Length != names.Length)
        {
            throw new ArgumentException(
                $"'{_family.Descriptor.Name}' takes {names.Length} label values ({string.Join(", ", names!)}) beside the constant ones, but {labelValues.Length} came: give one value for each name, in this order.",
                nameof(labelValues));
        }

        var length = _constantValues.Length + labelValues.Length;
        Span<string> all = length <= Room.Length ? room : new string[length];
        _constantValues.CopyTo(all);
        labelValues.CopyTo(all[_constantValues.Length..]);
        return all[..length];
    }

    [InlineArray(Length)]
    private struct Room
    {
        public const int Length = 16;

        private string _first;
    }
}
