using System.Buffers;

namespace PrometheusMetrics.Instruments;

/// <summary>Adds up the counts and sums of several cells. Dispose it after use.</summary>
internal ref struct HistogramSnapshot : ICellSnapshot, IDisposable
{
    private readonly Span<long> _counts;

    // Nothing is committed yet, so a copy goes directly into the counts; later copies need a buffer.
    private bool _isEmpty = true;
    private long[]? _rented;
    private double _copiedSum;
    private CompensatedSum _sum;

    /// <param name="counts">Receives the counts, one per bucket; its previous contents are overwritten.</param>
    public HistogramSnapshot(Span<long> counts) => _counts = counts;

    /// <summary>The sum of the committed copies.</summary>
    public readonly double Sum => _sum.Value;

    /// <summary>Copies one cell. The copy counts only after <see cref="Commit"/>; without it, the next copy replaces it.</summary>
    public void Copy(ReadOnlySpan<long> counts, double sum)
    {
        counts[.._counts.Length].CopyTo(_isEmpty ? _counts : _rented ??= ArrayPool<long>.Shared.Rent(_counts.Length));
        _copiedSum = sum;
    }

    public void Commit()
    {
        _sum.Add(_copiedSum);
        if (_isEmpty)
        {
            _isEmpty = false;
            return;
        }

        for (var i = 0; i < _counts.Length; i++)
        {
            _counts[i] += _rented![i];
        }
    }

    public void AddToSum(in CompensatedSum remainder) => _sum.Add(remainder);

    public readonly void Dispose()
    {
        if (_rented is not null)
        {
            ArrayPool<long>.Shared.Return(_rented);
        }
    }
}
