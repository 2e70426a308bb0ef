namespace PrometheusMetrics.Instruments;

/// <summary>Finds instruments by typed label values without a lock. It may forget, but gives nothing that was put in before the last removal.</summary>
/// <remarks>
/// An open-addressing table, never more than half full. A slot is filled once and not changed any more; the instrument is written last and read first, so
/// that the rest is there when it is. Each table belongs to one number of removals, and is never asked at another one.
/// </remarks>
internal sealed class TypedCache<TInstrument, TLabels>
    where TInstrument : class
{
    private const int InitialSize = 8;

    private readonly Lock _gate = new();
    private volatile Table _table = new(removals: 0, InitialSize);

    /// <summary>What was put in for these label values, if it is still there.</summary>
    /// <param name="labels">The label values.</param>
    /// <param name="removals">How often series had been removed from the family when the search began.</param>
    public TInstrument? Find(TLabels labels, int removals)
    {
        var table = _table;
        if (table.Removals != removals)
        {
            return null;
        }

        table.Place(labels, out var instrument);
        return instrument;
    }

    /// <summary>Keeps what the family has given for these label values.</summary>
    /// <param name="labels">The label values.</param>
    /// <param name="instrument">What the family has given.</param>
    /// <param name="removals">The number of removals from before the family was asked.</param>
    /// <param name="series">How many series the family has. Twice as many entries are too many: then there are different values with the same text, maybe
    /// without end, and the cache starts afresh.</param>
    public void Add(TLabels labels, TInstrument instrument, int removals, int series)
    {
        lock (_gate)
        {
            var table = _table;
            if (table.Removals > removals)
            {
                // Others have begun a younger table meanwhile.
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

            table.Add(labels, instrument);
        }
    }

    private sealed class Table(int removals, int size)
    {
        private readonly Slot[] _slots = new Slot[size];

        // The hash of a number is often the number itself; that of a tuple is mixed already, with the process's own seed.
        private readonly bool _hashIsMixed = LabelType<TLabels>.TupleLength > 1;

        public int Removals => removals;

        public int Count { get; private set; }

        public bool IsFull => Count * 2 >= _slots.Length;

        /// <summary>The index of the slot that has these label values, or of the empty one where they belong.</summary>
        /// <param name="labels">The label values.</param>
        /// <param name="found">What was in it, if it wasn't empty. Who looks again may find there what another thread has put there for other values.</param>
        public int Place(TLabels labels, out TInstrument? found)
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

        public void Add(TLabels labels, TInstrument instrument)
        {
            ref var slot = ref _slots[Place(labels, out var found)];
            if (found is null)
            {
                slot.Labels = labels;
                Volatile.Write(ref slot.Instrument, instrument);
                Count++;
            }
        }

        public Table Grow()
        {
            var larger = new Table(removals, _slots.Length * 2);
            foreach (ref readonly var slot in _slots.AsSpan())
            {
                if (slot.Instrument is not null)
                {
                    larger.Add(slot.Labels, slot.Instrument);
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
