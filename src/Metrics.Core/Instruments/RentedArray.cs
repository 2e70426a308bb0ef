using System.Buffers;
using System.Runtime.CompilerServices;

namespace PrometheusMetrics.Instruments;

/// <summary>Room for the time of a report. Dispose it when nobody looks at it any more.</summary>
internal readonly ref struct RentedArray<T> : IDisposable
{
    private readonly T[]? _array;

    public RentedArray(int length)
    {
        _array = length == 0 ? null : ArrayPool<T>.Shared.Rent(length);
        Span = _array.AsSpan(0, length);
    }

    /// <summary>The room; what is in it at first means nothing.</summary>
    public Span<T> Span { get; }

    public void Dispose()
    {
        if (_array is not null)
        {
            // The pool must not keep alive what nobody shows any more.
            ArrayPool<T>.Shared.Return(_array, RuntimeHelpers.IsReferenceOrContainsReferences<T>());
        }
    }
}
