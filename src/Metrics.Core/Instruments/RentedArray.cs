using System.Buffers;
using System.Runtime.CompilerServices;

namespace PrometheusMetrics.Instruments;

/// <summary>A rented array for the duration of a report. Dispose it after the last use.</summary>
internal readonly ref struct RentedArray<T> : IDisposable
{
    private readonly T[]? _array;

    public RentedArray(int length)
    {
        _array = length == 0 ? null : ArrayPool<T>.Shared.Rent(length);
        Span = _array.AsSpan(0, length);
    }

    /// <summary>The array. Its initial contents are undefined.</summary>
    public Span<T> Span { get; }

    public void Dispose()
    {
        if (_array is not null)
        {
            // The pool must not keep objects alive.
            ArrayPool<T>.Shared.Return(_array, RuntimeHelpers.IsReferenceOrContainsReferences<T>());
        }
    }
}
