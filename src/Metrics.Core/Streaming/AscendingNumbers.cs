using System.Runtime.InteropServices;

namespace PrometheusMetrics.Streaming;

/// <summary>Checks that numbers increase strictly within a range. The last legal ones are remembered, so that series after series of the
/// same bounds costs one comparison of bytes.</summary>
internal struct AscendingNumbers
{
    private readonly double _least;
    private readonly double _most;
    private double[] _known;
    private int _count;

    /// <param name="least">The least number that is legal.</param>
    /// <param name="most">The greatest number that is legal.</param>
    public AscendingNumbers(double least, double most)
    {
        _least = least;
        _most = most;
        _known = [];
    }

    /// <summary>Another number for other legal numbers; 0 while there are none.</summary>
    public int Version { get; private set; }

    public bool Accepts(ReadOnlySpan<double> numbers)
    {
        // Compared as bytes, which is faster, and right: it tells more rows apart than needed, never fewer.
        if (MemoryMarshal.AsBytes(numbers).SequenceEqual(MemoryMarshal.AsBytes(_known.AsSpan(0, _count))))
        {
            return true;
        }

        if (!AreLegal(numbers))
        {
            return false;
        }

        Remember(numbers);
        return true;
    }

    private readonly bool AreLegal(ReadOnlySpan<double> numbers)
    {
        for (var i = 0; i < numbers.Length; i++)
        {
            // So written that NaN is illegal.
            if (!(numbers[i] >= _least && numbers[i] <= _most) || (i > 0 && numbers[i] <= numbers[i - 1]))
            {
                return false;
            }
        }

        return true;
    }

    private void Remember(ReadOnlySpan<double> numbers)
    {
        if (_known.Length < numbers.Length)
        {
            _known = new double[numbers.Length];
        }

        numbers.CopyTo(_known);
        _count = numbers.Length;
        Version++;
    }
}
