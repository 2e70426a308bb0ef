namespace PrometheusMetrics.Instruments;

/// <summary>A cache of instruments by typed label values, which is read without a lock. It may lose entries, but returns none that was
/// added for an earlier number of removals.</summary>
/// <remarks>
/// An open-addressing hash table, never more than half full. A slot is filled once; its labels do not change, only a removed
/// instrument is replaced. The instrument is written last and read first, so a reader that finds it also sees the
/// labels. Each table belongs to one number of removals and is used with no other.
/// </remarks>
internal sealed class TypedCache<TInstrument, TLabels>
    where TInstrument : class
{
    private const int InitialSize = 8;

    private readonly Lock _gate = new();
    private volatile Table _table = new(removals: 0, InitialSize);

    /// <summary>Returns the instrument of label values, or null if it is not in the cache.</summary>
    /// <param name="labels">The label values.</param>
    /// <param name="removals">The number of removals from the family, read before the call.</param>
    public TInstrument? Find(TLabels labels, int removals)
    {
        var table = _table;
        if (table.Removals != removals)
        {
            return null;
        }

        table.FindSlot(labels, out var instrument);
        return instrument;
    }

    /// <summary>Adds the instrument that the family returned for label values.</summary>
    /// <param name="labels">The label values.</param>
    /// <param name="instrument">The instrument.</param>
    /// <param name="removals">The number of removals from the family, read before the family was searched.</param>
    /// <param name="series">The number of series in the family. If a full table has at least twice as many entries, different values have
    /// the same text, and their number may be unlimited, so the cache is emptied.</param>
    /// <param name="removed">A removed instrument of the same labels, whose place the instrument takes if the cache still has it.</param>
    public void Add(TLabels labels, TInstrument instrument, int removals, int series, TInstrument? removed = null)
    {
        lock (_gate)
        {
            var table = _table;
            if (table.Removals > removals)
            {
                // Another thread has already created a table for a later number.
                return;
            }

            if (table.Removals < removals)
            {
                _table = table = new Table(removals, InitialSize);
            }

            if (table.IsFull)
            {
                _table = table = table.Count >= series * 2 ? new Table(removals, InitialSize) : table.Grow();
            }

            table.Add(labels, instrument, removed);
        }
    }

    private sealed class Table(int removals, int size)
    {
        private readonly Slot[] _slots = new Slot[size];

        // The hash code of a number is often the number itself; that of a tuple is already mixed, with a random seed of the process.
        private readonly bool _hashIsMixed = LabelType<TLabels>.TupleLength > 1;

        public int Removals => removals;

        public int Count { get; private set; }

        public bool IsFull => Count * 2 >= _slots.Length;

        /// <summary>Returns the index of the slot of label values, or of the empty slot in which to store them.</summary>
        /// <param name="labels">The label values.</param>
        /// <param name="found">The instrument in the slot, or null if the slot was empty. Use this one, because another thread may store an
        /// instrument of other values in an empty slot before a second read.</param>
        public int FindSlot(TLabels labels, out TInstrument? found)
        {
            var slots = _slots;
            var hash = LabelEquality.HashOf(labels);
            hash = _hashIsMixed ? hash : HashCode.Combine(hash);
            for (var i = hash & (slots.Length - 1); ; i = (i + 1) & (slots.Length - 1))
            {
                ref var slot = ref slots[i];
                found = Volatile.Read(ref slot.Instrument);
                if (found is null || LabelEquality.AreEqual(slot.Labels, labels))
                {
                    return i;
                }
            }
        }

        public void Add(TLabels labels, TInstrument instrument, TInstrument? removed)
        {
            ref var slot = ref _slots[FindSlot(labels, out var found)];
            if (found is null)
            {
                slot.Labels = labels;
                Count++;
            }

            if (found == removed || found is null)
            {
                Volatile.Write(ref slot.Instrument, instrument);
            }
        }

        public Table Grow()
        {
            var larger = new Table(removals, _slots.Length * 2);
            foreach (ref readonly var slot in _slots.AsSpan())
            {
                if (slot.Instrument is not null)
                {
                    larger.Add(slot.Labels, slot.Instrument, removed: null);
                }
            }

            return larger;
        }
    }

    private struct Slot
    {
        public TLabels Labels;
        public TInstrument? Instrument;
    }
}
