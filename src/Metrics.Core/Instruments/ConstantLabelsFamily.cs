using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace PrometheusMetrics.Instruments;

/// <summary>The part of a family whose constant labels, which come first, have certain values. Users pass the values of the other labels
/// only.</summary>
internal sealed class ConstantLabelsFamily<TInstrument> : IMetricFamily<TInstrument>
    where TInstrument : class
{
    private readonly InstrumentFamily<TInstrument> _family;
    private readonly ConstantLabels _constants;
    private readonly string[] _constantValues;
    private readonly TypedViews<TInstrument> _typed;

    public ConstantLabelsFamily(InstrumentFamily<TInstrument> family, ReadOnlySpan<string> constantValues)
    {
        _family = family;
        _constants = new ConstantLabels(constantValues);
        _constantValues = _constants.Values;
        _typed = new TypedViews<TInstrument>(this, family, _constants);
    }

    public TInstrument WithLabels(params ReadOnlySpan<string> labelValues)
    {
        var buffer = default(Buffer);
        return _family.Find(Concatenate(labelValues, ref buffer), _constants, out _);
    }

    public bool Remove(params ReadOnlySpan<string> labelValues)
    {
        var buffer = default(Buffer);
        return _family.Remove(Concatenate(labelValues, ref buffer));
    }

    public bool Hide(params ReadOnlySpan<string> labelValues)
    {
        var buffer = default(Buffer);
        return _family.Hide(Concatenate(labelValues, ref buffer));
    }

    public int RemoveWhere(Func<ReadOnlySpan<string>, bool> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return _family.RemoveWhere(values => values.StartsWith(_constantValues) && predicate(values[_constantValues.Length..]));
    }

    public void Clear() => RemoveWhere(static _ => true);

    public IMetricFamily<TInstrument, TLabels> WithLabelTypes<TLabels>(Func<TLabels, ITuple>? convert = null)
        where TLabels : notnull => _typed.Get(convert);

    // Allocates nothing if there are no more labels than the buffer holds.
    private ReadOnlySpan<string> Concatenate(ReadOnlySpan<string> labelValues, ref Buffer buffer)
    {
        var length = _constantValues.Length + labelValues.Length;
        if (length != _family.Descriptor.LabelNames.Length)
        {
            Reject(labelValues);
        }

        Span<string> all = length <= Buffer.Length ? buffer : new string[length];
        _constantValues.CopyTo(all);
        labelValues.CopyTo(all[_constantValues.Length..]);
        return all[..length];
    }

    // A method of its own, so that the compiler can inline the search.
    [DoesNotReturn]
    private void Reject(ReadOnlySpan<string> labelValues)
    {
        var names = _family.Descriptor.LabelNames[_constantValues.Length..];
        throw new ArgumentException(
            $"'{ForeignText.Escape(_family.Descriptor.Name)}' has {Count(names.Length, "label")} "
            + $"({ForeignText.Join(", ", names)}) in addition to the constant ones, "
            + $"but was given {Count(labelValues.Length, "value")}: give one value for each name, in this order.",
            nameof(labelValues));
    }

    private static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    [InlineArray(Length)]
    private struct Buffer
    {
        public const int Length = 16;

        private string _first;
    }
}
