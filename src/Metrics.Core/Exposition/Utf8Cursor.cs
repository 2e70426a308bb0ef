using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Exposition;

/// <summary>Writes UTF-8 into spans of an <see cref="IBufferWriter{T}"/>, and advances it once per span instead of once per
/// append.</summary>
/// <remarks>Reserve before you append. Only committed bytes are written; <see cref="Reserve"/> commits if the rest of the span is too
/// short.</remarks>
internal ref struct Utf8Cursor
{
    private static readonly SearchValues<char> Escaped = SearchValues.Create("\\\n");
    private static readonly SearchValues<char> EscapedWithQuotes = SearchValues.Create("\\\n\"");

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

    public void Append(long value) => _length += NumberFormatter.Write(value, Rest);

    public void AppendUnixSeconds(DateTimeOffset time) => _length += NumberFormatter.WriteUnixSeconds(time, Rest);

    /// <summary>Appends labels without the braces, <c>a="x",b="y"</c>, and reserves their length itself.</summary>
    public void AppendLabels(LabelSet labels)
    {
        for (var i = 0; i < labels.Count; i++)
        {
            AppendLabel(labels.Names[i], labels.Values[i], isFirst: i == 0);
        }
    }

    /// <summary>Appends <c>name="value"</c>, and reserves its length itself.</summary>
    public void AppendLabel(string name, string value, bool isFirst)
    {
        Reserve(name.Length + 3);
        if (!isFirst)
        {
            Append((byte)',');
        }

        _length += Encoding.ASCII.GetBytes(name, Rest);
        Append("=\""u8);
        AppendEscaped(value, quotes: true);
        Reserve(1);
        Append((byte)'"');
    }

    /// <summary>Appends a text, and reserves its length itself, because escaping changes it.</summary>
    public void AppendEscaped(ReadOnlySpan<char> text, bool quotes)
    {
        // An escape has two bytes, and a UTF-16 code unit at most three.
        Reserve(Encoding.UTF8.GetMaxByteCount(text.Length));
        var special = quotes ? EscapedWithQuotes : Escaped;
        int next;
        while ((next = text.IndexOfAny(special)) >= 0)
        {
            _length += Encoding.UTF8.GetBytes(text[..next], Rest);
            Append((byte)'\\');
            Append(text[next] == '\n' ? (byte)'n' : (byte)text[next]);
            text = text[(next + 1)..];
        }

        _length += Encoding.UTF8.GetBytes(text, Rest);
    }
}
