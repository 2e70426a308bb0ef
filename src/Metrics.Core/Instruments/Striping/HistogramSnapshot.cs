using System.Buffers;

namespace PrometheusMetrics.Instruments;

/// <summary>Adds up counts and sums. Dispose it when it is over.</summary>
internal ref struct HistogramSnapshot : ICellSnapshot, IDisposable
{
    private readonly Span<long> _counts;

    // Nothing was accepted yet, so the first copy goes where the counts belong; the others need room of their own.
    private bool _isEmpty = true;
    private long[]? _rented;
    private double _copiedSum;

    /// <param name="counts">Where the counts go, whatever is there now: one place for each bucket.</param>
    public HistogramSnapshot(Span<long> counts) => _counts = counts;

    /// <summary>The sum of what was accepted.</summary>
    public double Sum { get; private set; }

    /// <summary>Copies one cell. It counts only after <see cref="Commit"/>; the next copy takes its place if that doesn't come.</summary>
    public void Copy(ReadOnlySpan<long> counts, double sum)
    {
        counts[.._counts.Length].CopyTo(_isEmpty ? _counts : _rented ??= ArrayPool<long>.Shared.Rent(_counts.Length));
        _copiedSum = sum;
    }

    public void Commit()
    {
        Sum += _copiedSum;
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

    public readonly void Dispose()
    {
        if (_rented is not null)
        {
            ArrayPool<long>.Shared.Return(_rented);
        }
    }
}
