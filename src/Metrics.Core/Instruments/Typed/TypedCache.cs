namespace Metrics.Instruments;

/// <summary>Finds instruments by typed label values without a lock. It may forget, but gives nothing that was put in before the last removal.</summary>
/// <remarks>
/// An open-addressing table, never more than half full. A slot is filled once and not changed any more; the instrument is written last and read first, so
/// that the rest is there when it is. Each table belongs to one number of removals, and is never asked at another one.
/// </remarks>
internal sealed class TypedCache<TKey, TInstrument>
    where TKey : struct, IEquatable<TKey>
    where TInstrument : class
{
    private const int InitialSize = 8;

    private readonly Lock _gate = new();
    private volatile Table _table = new(removals: 0, InitialSize);

    /// <param name="key">The label values.</param>
    /// <param name="removals">How often series had been removed from the family when the search began.</param>
    public TInstrument? Find(in TKey key, int removals)
    {
        var table = _table;
        return table.Removals == removals ? table.Find(key) : null;
    }

    /// <param name="key">The label values.</param>
    /// <param name="instrument">What the family has given for them.</param>
    /// <param name="removals">The number of removals from before the family was asked.</param>
    /// <param name="series">How many series the family has. Twice as many entries are too many: then there are different values with the same text, maybe
    /// without end, and the cache starts afresh.</param>
    public void Add(in TKey key, TInstrument instrument, int removals, int series)
    {
        lock (_gate)
        {
            var table = _table;
            if (table.Removals != removals)
            {
                _table = table = new Table(removals, InitialSize);
            }

            if (table.IsFull)
            {
                _table = table = table.Count >= series * 2 ? new Table(removals, InitialSize) : table.Grow();
            }

            table.Add(key, instrument);
        }
    }

    private sealed class Table(int removals, int size)
    {
        private readonly Slot[] _slots = new Slot[size];

        public int Removals => removals;

        public int Count { get; private set; }

        public bool IsFull => Count * 2 >= _slots.Length;

        public TInstrument? Find(in TKey key)
        {
            var slots = _slots;
            var hash = Hash(key);
            for (var i = hash & (slots.Length - 1); ; i = (i + 1) & (slots.Length - 1))
            {
                ref var slot = ref slots[i];
                var instrument = Volatile.Read(ref slot.Instrument);
                if (instrument is null || (slot.Hash == hash && slot.Key.Equals(key)))
                {
                    return instrument;
                }
            }
        }

        public void Add(in TKey key, TInstrument instrument)
        {
            var hash = Hash(key);
            var i = hash & (_slots.Length - 1);
            for (; _slots[i].Instrument is not null; i = (i + 1) & (_slots.Length - 1))
            {
                if (_slots[i].Hash == hash && _slots[i].Key.Equals(key))
                {
                    // Another thread was faster.
                    return;
                }
            }

            _slots[i].Hash = hash;
            _slots[i].Key = key;
            Volatile.Write(ref _slots[i].Instrument, instrument);
            Count++;
        }

        public Table Grow()
        {
            var larger = new Table(removals, _slots.Length * 2);
            foreach (ref readonly var slot in _slots.AsSpan())
            {
                if (slot.Instrument is not null)
                {
                    larger.Add(slot.Key, slot.Instrument);
                }
            }

            return larger;
        }

        // The hashes of numbers and enums are themselves, and those of doubles differ in their highest bits only.
        private static int Hash(in TKey key) => HashCode.Combine(key.GetHashCode());
    }

    private struct Slot
    {
        public int Hash;
        public TKey Key;
        public TInstrument? Instrument;
    }
}
