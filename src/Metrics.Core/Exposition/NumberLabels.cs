using System.Runtime.InteropServices;
using System.Text;

namespace PrometheusMetrics.Exposition;

/// <summary>The rendered <c>le="0.5"</c> or <c>quantile="0.5"</c> of one row of numbers, kept while the row stays the same: usually for
/// every series of a family, and with the default buckets from family to family.</summary>
internal sealed class NumberLabels
{
    private readonly byte[] _name;
    private readonly double _least;
    private readonly double _most;
    private readonly bool _point;
    private double[] _numbers = [];
    private int[] _ends = [];
    private byte[] _text = [];
    private int _count = -1;

    /// <param name="name">The name of the label.</param>
    /// <param name="least">The least number that may stand there.</param>
    /// <param name="most">The greatest number that may stand there.</param>
    /// <param name="point">As in <see cref="NumberText.WriteCanonical"/>.</param>
    public NumberLabels(ReadOnlySpan<byte> name, double least, double most, bool point)
    {
        _name = name.ToArray();
        _least = least;
        _most = most;
        _point = point;
    }

    /// <summary>The longest text of the row.</summary>
    public int MaxLength => _name.Length + NumberText.MaxLength;

    public ReadOnlySpan<byte> this[int index] => _text.AsSpan((index == 0 ? 0 : _ends[index - 1]).._ends[index]);

    /// <summary>Makes the row the current one.</summary>
    /// <exception cref="InvalidOperationException">The numbers don't grow, or one of them is out of range.</exception>
    public void Use(ReadOnlySpan<double> numbers)
    {
        // Compared as bytes, which is faster, and right: it tells more rows apart than needed, never fewer.
        if (_count != numbers.Length || !MemoryMarshal.AsBytes(numbers).SequenceEqual(MemoryMarshal.AsBytes(_numbers.AsSpan(0, _count))))
        {
            RequireGrowing(numbers);
            Render(numbers);
        }
    }

    private void RequireGrowing(ReadOnlySpan<double> numbers)
    {
        for (var i = 0; i < numbers.Length; i++)
        {
            if (!(numbers[i] >= _least && numbers[i] <= _most) || (i > 0 && numbers[i] <= numbers[i - 1]))
            {
                var label = Encoding.ASCII.GetString(_name);
                throw new InvalidOperationException(
                    $"The numbers of the label '{label}' must grow, from {_least} at least to {_most} at most, but {numbers[i]} came.");
            }
        }
    }

    private void Render(ReadOnlySpan<double> numbers)
    {
        if (_numbers.Length < numbers.Length)
        {
            _numbers = new double[numbers.Length];
            _ends = new int[numbers.Length];
            _text = new byte[numbers.Length * MaxLength];
        }

        numbers.CopyTo(_numbers);
        var end = 0;
        for (var i = 0; i < numbers.Length; i++)
        {
            _name.CopyTo(_text, end);
            end += _name.Length;
            "=\""u8.CopyTo(_text.AsSpan(end));
            end += 2;
            end += NumberText.WriteCanonical(numbers[i], _point, _text.AsSpan(end));
            _text[end++] = (byte)'"';
            _ends[i] = end;
        }

        _count = numbers.Length;
    }
}
