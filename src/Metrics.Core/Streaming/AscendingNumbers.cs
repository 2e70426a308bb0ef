using System.Runtime.InteropServices;

namespace PrometheusMetrics.Streaming;

/// <summary>Checks that numbers increase strictly within a range. The last valid sequence is cached, so that further series with the same
/// bounds cost one comparison of bytes each.</summary>
internal struct AscendingNumbers
{
    private readonly double _min;
    private readonly double _max;
    private double[] _cached;
    private int _count;

    /// <param name="min">The least valid number.</param>
    /// <param name="max">The greatest valid number.</param>
    public AscendingNumbers(double min, double max)
    {
        _min = min;
        _max = max;
        _cached = [];
    }

    /// <summary>Incremented when another sequence is accepted; 0 before the first sequence that is not empty.</summary>
    public int Version { get; private set; }

    public bool Accepts(ReadOnlySpan<double> numbers)
    {
        // Comparing bytes is faster, and safe: equal bytes are equal numbers. Equal numbers with other bytes (0 and -0) are checked again.
        if (MemoryMarshal.AsBytes(numbers).SequenceEqual(MemoryMarshal.AsBytes(_cached.AsSpan(0, _count))))
        {
            return true;
        }

        if (!AreValid(numbers))
        {
            return false;
        }

        Cache(numbers);
        return true;
    }

    private readonly bool AreValid(ReadOnlySpan<double> numbers)
    {
        for (var i = 0; i < numbers.Length; i++)
        {
            // Written so that NaN is invalid.
            if (!(numbers[i] >= _min && numbers[i] <= _max) || (i > 0 && numbers[i] <= numbers[i - 1]))
            {
                return false;
            }
        }

        return true;
    }

    private void Cache(ReadOnlySpan<double> numbers)
    {
        if (_cached.Length < numbers.Length)
        {
            _cached = new double[numbers.Length];
        }

        numbers.CopyTo(_cached);
        _count = numbers.Length;
        Version++;
    }
}
