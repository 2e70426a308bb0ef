namespace PrometheusMetrics.Tests.Instruments.Striping.Schedules;

/// <summary>The stores of a thread that other threads do not see yet, as processors have it.</summary>
/// <remarks>On x86, stores become visible in their order. On ARM, a store may overtake others, but not one to the same place, not a barrier
/// before it, and nothing that is before it if it is a volatile store.</remarks>
internal sealed class StoreBuffer
{
    private const int Capacity = 16;

    private readonly List<Store> _stores = new(Capacity);

    public bool IsEmpty => _stores.Count == 0;

    public bool IsFull => _stores.Count == Capacity;

    public void Clear() => _stores.Clear();

    public void Add(long[] array, int index, long value, bool isVolatile) => _stores.Add(new Store(array, index, value, isVolatile));

    /// <summary>Keeps the stores that follow behind those that are here already.</summary>
    public void AddBarrier()
    {
        if (!IsEmpty)
        {
            _stores.Add(default);
        }
    }

    /// <summary>Finds the last store to a place.</summary>
    public bool TryRead(long[] array, int index, out long value)
    {
        for (var i = _stores.Count - 1; i >= 0; i--)
        {
            if (_stores[i].IsTo(array, index))
            {
                value = _stores[i].Value;
                return true;
            }
        }

        value = 0;
        return false;
    }

    /// <summary>Makes all stores visible.</summary>
    public void Drain()
    {
        foreach (var store in _stores)
        {
            store.Commit();
        }

        _stores.Clear();
    }

    /// <summary>Makes one store visible.</summary>
    /// <param name="preferred">Which one, if it may overtake those before it.</param>
    public void CommitOne(int preferred)
    {
        var index = MayOvertake(preferred) ? preferred : 0;
        _stores[index].Commit();
        _stores.RemoveAt(index);
        while (!IsEmpty && _stores[0].IsBarrier)
        {
            _stores.RemoveAt(0);
        }
    }

    /// <summary>The number of stores and barriers.</summary>
    public int Count => _stores.Count;

    private bool MayOvertake(int index)
    {
        var store = _stores[index];
        if (store.IsVolatile || store.IsBarrier)
        {
            return false;
        }

        for (var i = 0; i < index; i++)
        {
            if (_stores[i].IsBarrier || _stores[i].IsTo(store.Array!, store.Index))
            {
                return false;
            }
        }

        return true;
    }

    private readonly record struct Store(long[]? Array, int Index, long Value, bool IsVolatile)
    {
        public bool IsBarrier => Array is null;

        public bool IsTo(long[] array, int index) => Array == array && Index == index;

        public void Commit()
        {
            if (Array is not null)
            {
                Volatile.Write(ref Array[Index], Value);
            }
        }
    }
}
