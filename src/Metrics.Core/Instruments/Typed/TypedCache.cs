namespace PrometheusMetrics.Instruments;

/// <summary>Finds instruments by typed label values without a lock. It may forget, but gives nothing that was put in before the last removal.</summary>
/// <remarks>
/// An open-addressing table, never more than half full. A slot is filled once and not changed any more; the instrument is written last and read first, so
/// that the rest is there when it is. Each table belongs to one number of removals, and is never asked at another one.
/// </remarks>
internal sealed class TypedCache<TInstrument, TLabel1, TLabel2, TLabel3>
    where TInstrument : class
{
    private const int InitialSize = 8;

    private readonly Lock _gate = new();
    private volatile Table _table = new(removals: 0, InitialSize);

    /// <summary>What was put in for these label values, if it is still there.</summary>
    /// <param name="label1">The first value.</param>
    /// <param name="label2">The second value.</param>
    /// <param name="label3">The third value.</param>
    /// <param name="removals">How often series had been removed from the family when the search began.</param>
    public TInstrument? Find(TLabel1 label1, TLabel2 label2, TLabel3 label3, int removals)
    {
        var table = _table;
        if (table.Removals != removals)
        {
            return null;
        }

        table.Place(label1, label2, label3, out var instrument);
        return instrument;
    }

    /// <summary>Keeps what the family has given for these label values.</summary>
    /// <param name="label1">The first value.</param>
    /// <param name="label2">The second value.</param>
    /// <param name="label3">The third value.</param>
    /// <param name="instrument">What the family has given.</param>
    /// <param name="removals">The number of removals from before the family was asked.</param>
    /// <param name="series">How many series the family has. Twice as many entries are too many: then there are different values with the same text, maybe
    /// without end, and the cache starts afresh.</param>
    public void Add(TLabel1 label1, TLabel2 label2, TLabel3 label3, TInstrument instrument, int removals, int series)
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

            table.Add(label1, label2, label3, instrument);
        }
    }

    private sealed class Table(int removals, int size)
    {
        private readonly Slot[] _slots = new Slot[size];

        public int Removals => removals;

        public int Count { get; private set; }

        public bool IsFull => Count * 2 >= _slots.Length;

        /// <summary>The index of the slot that has these label values, or of the empty one where they belong.</summary>
        /// <param name="label1">The first value.</param>
        /// <param name="label2">The second value.</param>
        /// <param name="label3">The third value.</param>
        /// <param name="found">What was in it, if it wasn't empty. Who looks again may find there what another thread has put there for other values.</param>
        public int Place(TLabel1 label1, TLabel2 label2, TLabel3 label3, out TInstrument? found)
        {
            var slots = _slots;
            var hash = HashCode.Combine(LabelEquality.HashOf(label1), LabelEquality.HashOf(label2), LabelEquality.HashOf(label3));
            for (var i = hash & (slots.Length - 1); ; i = (i + 1) & (slots.Length - 1))
            {
                ref var slot = ref slots[i];
                found = Volatile.Read(ref slot.Instrument);
                if (found is null
                    || (LabelEquality.AreEqual(slot.Label1, label1) && LabelEquality.AreEqual(slot.Label2, label2) && LabelEquality.AreEqual(slot.Label3, label3)))
                {
                    return i;
                }
            }
        }

        public void Add(TLabel1 label1, TLabel2 label2, TLabel3 label3, TInstrument instrument)
        {
            ref var slot = ref _slots[Place(label1, label2, label3, out var found)];
            if (found is null)
            {
                (slot.Label1, slot.Label2, slot.Label3) = (label1, label2, label3);
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
                    larger.Add(slot.Label1, slot.Label2, slot.Label3, slot.Instrument);
                }
            }

            return larger;
        }
    }

    private struct Slot
    {
        public TLabel1 Label1;
        public TLabel2 Label2;
        public TLabel3 Label3;
        public TInstrument? Instrument;
    }
}
