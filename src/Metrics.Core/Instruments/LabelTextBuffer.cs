using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

/// <summary>Collects the texts of label values without creating strings. The characters are in memory of the caller, or in rented memory if
/// there are many.</summary>
internal ref struct LabelTextBuffer
{
    /// <summary>A fitting number of characters on the stack.</summary>
    public const int StackLength = 256;

    /// <summary>The number of labels up to which their ends should be on the stack.</summary>
    public const int StackLabels = 16;

    private readonly Span<int> _ends;
    private readonly int _lengthLimit;
    private Span<char> _characters;
    private char[]? _rented;
    private int _count;
    private int _length;
    private bool _areCut;

    /// <param name="characters">Memory for the characters; more is rented if necessary.</param>
    /// <param name="ends">Memory for one number per text.</param>
    /// <param name="lengthLimit">The number of bytes of UTF-8 from which on a text is cut.</param>
    public LabelTextBuffer(Span<char> characters, Span<int> ends, int lengthLimit)
    {
        _characters = characters;
        _ends = ends;
        _lengthLimit = lengthLimit;
    }

    /// <summary>The texts so far, until the next one is appended.</summary>
    public readonly LabelTexts Texts => new(_characters[.._length], _ends[.._count], _areCut);

    private readonly Span<char> Free => _characters[_length..];

    /// <summary>Appends a text.</summary>
    public void Append(ReadOnlySpan<char> text)
    {
        // A character has at least one byte, so the rest of a text of any length need not be copied.
        if (text.Length > _lengthLimit)
        {
            text = text[..(_lengthLimit + 1)];
        }

        while (Free.Length <= text.Length)
        {
            Grow(text.Length + 1);
        }

        text.CopyTo(Free);
        End(text.Length);
    }

    /// <summary>Appends the text of a value in the invariant culture; an empty one if its <see cref="object.ToString"/> returns
    /// null.</summary>
    /// <param name="value">The value.</param>
    /// <param name="format">The format, or null for the general one.</param>
    public void AppendFormatted<TValue>(TValue value, string? format = null)
    {
        int length;
        while (!TryFormat(value, format, out length) || length == Free.Length)
        {
            Grow(Free.Length + 1);
        }

        End(length);
    }

    /// <summary>Gives back what was rented. The texts can no longer be used.</summary>
    public void Dispose()
    {
        if (_rented is { } rented)
        {
            _rented = null;
            ArrayPool<char>.Shared.Return(rented);
        }
    }

    // Neither way boxes the value. Optimised from the first call, because only optimised code calls a method of an interface without that.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly bool TryFormat<TValue>(TValue value, string? format, out int length)
    {
        if (!typeof(TValue).IsEnum && value is ISpanFormattable)
        {
            return ((ISpanFormattable)value).TryFormat(Free, out length, format, CultureInfo.InvariantCulture);
        }

        var handler = new MemoryExtensions.TryWriteInterpolatedStringHandler(
            literalLength: 0, formattedCount: 1, Free, CultureInfo.InvariantCulture, out _);
        handler.AppendFormatted(value, format);
        return Free.TryWrite(CultureInfo.InvariantCulture, ref handler, out length);
    }

    private void End(int length)
    {
        WellFormedText.Repair(Free[..length]);
        var kept = LabelValueLength.Measure(Free[..length], _lengthLimit);
        _areCut |= kept < length;
        length = kept;
        _length += length;
        _ends[_count++] = _length;
        _characters[_length++] = '\0';
    }

    private void Grow(int needed)
    {
        var larger = ArrayPool<char>.Shared.Rent(Math.Max(_characters.Length * 2, _length + needed));
        _characters[.._length].CopyTo(larger);
        Dispose();
        _characters = _rented = larger;
    }
}
