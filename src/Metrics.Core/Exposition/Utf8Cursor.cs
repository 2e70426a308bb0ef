using System.Buffers;
using System.Runtime.CompilerServices;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Exposition;

/// <summary>Writes UTF-8 into spans of an <see cref="IBufferWriter{T}"/>, and advances it once per span instead of once per
/// append.</summary>
/// <remarks>Reserve before you append. Only committed bytes are written; <see cref="Reserve"/> commits if the rest of the span is too
/// short.</remarks>
internal ref struct Utf8Cursor
{
    private readonly IBufferWriter<byte> _output;
    private Span<byte> _span;
    private int _length;

    public Utf8Cursor(IBufferWriter<byte> output) => _output = output;

    private readonly Span<byte> Rest => _span[_length..];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Reserve(int bytes)
    {
        if (_span.Length - _length < bytes)
        {
            Commit();
            _span = _output.GetSpan(bytes);
        }
    }

    public void Commit()
    {
        if (_length > 0)
        {
            _output.Advance(_length);
        }

        _span = default;
        _length = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(byte value) => _span[_length++] = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(scoped ReadOnlySpan<byte> text)
    {
        text.CopyTo(Rest);
        _length += text.Length;
    }

    public void Append(double value) => _length += NumberFormatter.Write(value, Rest);

    /// <summary>Appends a number, with the help of a cache of its text.</summary>
    public void Append(double value, NumberTexts texts, int index)
    {
        var known = texts.Find(index, value);
        if (known.IsEmpty)
        {
            var length = NumberFormatter.Write(value, Rest);
            texts.Set(index, value, Rest[..length]);
            _length += length;
        }
        else
        {
            Append(known);
        }
    }

    public void Append(long value) => _length += NumberFormatter.Write(value, Rest);

    public void AppendUnixSeconds(DateTimeOffset time) => _length += NumberFormatter.WriteUnixSeconds(time, Rest);

    /// <summary>Appends labels without the braces, <c>a="x",b="y"</c>, and reserves their length itself.</summary>
    public void AppendLabels(LabelSet labels, NameEscaping escaping)
    {
        for (var i = 0; i < labels.Count; i++)
        {
            AppendLabel(labels.Names[i], labels.Values[i], escaping, isFirst: i == 0);
        }
    }

    /// <summary>Appends <c>name="value"</c>, and reserves its length itself.</summary>
    public void AppendLabel(string name, string value, NameEscaping escaping, bool isFirst)
    {
        Reserve(LabelFormatter.GetMaxLength(name, value));
        _length += LabelFormatter.Write(name, value, escaping, isFirst, Rest);
    }

    /// <summary>Appends a text, and reserves its length itself, because escaping changes it.</summary>
    public void AppendEscaped(ReadOnlySpan<char> text, bool quotes)
    {
        Reserve(EscapedText.GetMaxLength(text.Length));
        _length += EscapedText.Write(text, quotes, Rest);
    }
}
