namespace PrometheusMetrics.Exposition;

/// <summary>Caches the rendered labels <c>le="0.5"</c> or <c>quantile="0.5"</c> of one sequence of numbers while it stays the same: usually
/// for all series of a family, and with the default buckets for several families.</summary>
internal sealed class BoundLabelCache
{
    private readonly byte[] _name;
    private readonly bool _trailingZero;
    private int[] _ends = [];
    private byte[] _text = [];
    private int _version;

    /// <param name="name">The name of the label.</param>
    /// <param name="trailingZero">As in <see cref="NumberFormatter.WriteCanonical"/>.</param>
    public BoundLabelCache(ReadOnlySpan<byte> name, bool trailingZero)
    {
        _name = name.ToArray();
        _trailingZero = trailingZero;
    }

    /// <summary>An upper bound of the length of one label in bytes.</summary>
    public int MaxLength => _name.Length + NumberFormatter.MaxLength;

    public ReadOnlySpan<byte> this[int index] => _text.AsSpan((index == 0 ? 0 : _ends[index - 1]).._ends[index]);

    /// <summary>Renders the labels of a sequence, unless they are cached.</summary>
    /// <param name="numbers">The sequence.</param>
    /// <param name="version">The version of the sequence, which differs from those of other sequences; 0 for none.</param>
    public void Use(ReadOnlySpan<double> numbers, int version)
    {
        if (version != _version)
        {
            Render(numbers);
            _version = version;
        }
    }

    private void Render(ReadOnlySpan<double> numbers)
    {
        if (_ends.Length < numbers.Length)
        {
            _ends = new int[numbers.Length];
            _text = new byte[numbers.Length * MaxLength];
        }

        var end = 0;
        for (var i = 0; i < numbers.Length; i++)
        {
            _name.CopyTo(_text, end);
            end += _name.Length;
            "=\""u8.CopyTo(_text.AsSpan(end));
            end += 2;
            end += NumberFormatter.WriteCanonical(numbers[i], _trailingZero, _text.AsSpan(end));
            _text[end++] = (byte)'"';
            _ends[i] = end;
        }
    }
}
