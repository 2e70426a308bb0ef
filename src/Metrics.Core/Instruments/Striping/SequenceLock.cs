using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace PrometheusMetrics.Instruments;

/// <summary>The words of a cell, guarded by a sequence lock: the version is odd while a writer is inside. Either any thread may write, by
/// interlocked operations, or only the owner of a page of stack, by plain ones.</summary>
/// <remarks>
/// <para>A reader that finds the same even version before and after its copy has copied no partial write. On every processor, the memory
/// barriers keep a writer's accesses to the data between its two changes of the version, and a reader's accesses between its two reads of
/// the version.</para>
/// <para>An owner makes the version odd and then checks that it is still the owner. A thread that closes the cell removes the owner and
/// then looks at the version. Between the two steps the owner has no barrier, so the other thread needs one for all threads
/// (<see cref="Interlocked.MemoryBarrierProcessWide"/>) before it can rely on an even version: either it sees the odd version, or the owner
/// sees that the cell is closed.</para>
/// <para>The lock and its data are one array, so that a write touches one object and, in a usual histogram, two or three cache
/// lines.</para>
/// </remarks>
internal readonly struct SequenceLock
{
    private const int Version = 0;

    // The page of the owner, or one of the two following numbers, which no page has.
    private const int Owner = 1;
    private const long Anyone = 0;
    private const long Closed = -1;

    private const int FirstData = 2;

    // Two cache lines, because processors prefetch lines in pairs. The sweep of the cells uses the last words.
    private const int Padding = 128 / sizeof(long);
    private const int PageFromEnd = 1;
    private const int SweptVersionFromEnd = 2;
    private const int QuietSweepsFromEnd = 3;

    private readonly long[] _words;

    private SequenceLock(long[] words) => _words = words;

    /// <summary>The lock that stands where there is no cell. No thread can enter it.</summary>
    public static SequenceLock Absent { get; } = CreateOwned(data: 0, page: Closed);

    /// <summary>A number that increases with every write, and is one greater while a thread is inside.</summary>
    public long Writes => Volatile.Read(ref _words[Version]);

    /// <summary>The number of the writes that are complete. An owner who finds the cell closed takes the odd version back, which is no
    /// write.</summary>
    public long CompleteWrites => Writes & ~1;

    /// <summary>The data and, if the lock has an owner, padding.</summary>
    public ReadOnlySpan<long> Data => _words.AsSpan(FirstData);

    /// <summary>Whether this is the lock of a cell.</summary>
    public bool Exists => _words != Absent._words;

    /// <summary>The page to which the cell was given when it was created. Only for a lock that has an owner.</summary>
    public long Page => _words[^PageFromEnd];

    /// <summary>Whether the cell is closed to writers.</summary>
    public bool IsClosed => Volatile.Read(ref _words[Owner]) == Closed;

    /// <summary>Whether a writer is inside.</summary>
    public bool IsHeld => (Volatile.Read(ref _words[Version]) & 1) != 0;

    /// <summary>Creates a lock that any thread may enter.</summary>
    /// <param name="data">The number of words of the data.</param>
    public static SequenceLock CreateShared(int data) => new(new long[FirstData + data]);

    /// <summary>Creates a lock that only the owner of a page may enter, padded to prevent false sharing with adjacent objects.</summary>
    /// <param name="data">The number of words of the data.</param>
    /// <param name="page">The page.</param>
    public static SequenceLock CreateOwned(int data, long page)
    {
        var words = new long[FirstData + data + Padding];
        words[Owner] = words[^PageFromEnd] = page;
        return new SequenceLock(words);
    }

    /// <summary>A word of the data.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref long Word(int index) => ref _words[FirstData + index];

    /// <summary>Whether a page owns the cell, and the cell is open.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsOwnedBy(long page) => At(Owner) == page;

    /// <summary>Whether this is the lock of the same cell.</summary>
    public bool IsThatOf(SequenceLock other) => _words == other._words;

    /// <summary>Enters a lock that any thread may enter, by one interlocked operation.</summary>
    /// <returns>False if another writer is inside or a reader has closed the cell.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryEnter(out long version)
    {
        version = Volatile.Read(ref At(Version));
        return Volatile.Read(ref At(Owner)) == Anyone && TryMakeOdd(version);
    }

    /// <summary>Enters a lock that any thread may enter, after it was closed to the others.</summary>
    /// <returns>False if one of them is still inside.</returns>
    public bool TryEnterClosed(out long version)
    {
        version = Volatile.Read(ref At(Version));
        return TryMakeOdd(version);
    }

    /// <summary>Enters a lock that has an owner, without an interlocked operation. Only for a page for which <see cref="IsOwnedBy"/> has
    /// returned true.</summary>
    /// <returns>False if the cell was closed since.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryEnter(long page, out long version)
    {
        // Even after a thread was aborted inside.
        version = At(Version) & ~1;

        // The runtime does not reorder these two, although it might.
        Volatile.Write(ref At(Version), version + 1);
        if (Volatile.Read(ref At(Owner)) != page)
        {
            Volatile.Write(ref At(Version), version);
            return false;
        }

        Volatile.WriteBarrier();
        return true;
    }

    /// <summary>Ends a write.</summary>
    /// <param name="version">The version from <c>TryEnter</c>.</param>
    /// <param name="writes">The number by which <see cref="Writes"/> increases, even.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Exit(long version, long writes = 2) => Volatile.Write(ref At(Version), version + writes);

    /// <summary>Begins a read.</summary>
    public long BeginRead() => Volatile.Read(ref At(Version));

    /// <summary>Ends a read.</summary>
    /// <returns>Whether no writer was inside since <see cref="BeginRead"/>.</returns>
    public bool TryEndRead(long version)
    {
        Volatile.ReadBarrier();
        return (version & 1) == 0 && Volatile.Read(ref At(Version)) == version;
    }

    /// <summary>Closes the cell to writers. Those that are inside, or that looked for the owner before, still finish; then the cell no
    /// longer changes.</summary>
    public void Close() => Volatile.Write(ref At(Owner), Closed);

    /// <summary>Opens a cell again, to all threads or to the owner.</summary>
    public void Open(bool toAnyone) => Volatile.Write(ref At(Owner), toAnyone ? Anyone : Page);

    /// <summary>Forgets the data and the writes of a closed lock that has an owner.</summary>
    public void Clear()
    {
        _words.AsSpan(FirstData..^Padding).Clear();
        Volatile.Write(ref At(Version), 0);
    }

    /// <summary>Counts the sweeps in a row in which nothing had been written since the last one. Only for a lock that has an
    /// owner.</summary>
    public long CountQuietSweeps()
    {
        var writes = Writes;
        ref var quiet = ref _words[^QuietSweepsFromEnd];
        quiet = writes == _words[^SweptVersionFromEnd] ? quiet + 1 : 0;
        _words[^SweptVersionFromEnd] = writes;
        return quiet;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryMakeOdd(long version)
    {
        if ((version & 1) != 0 || Interlocked.CompareExchange(ref At(Version), version + 1, version) != version)
        {
            return false;
        }

        Volatile.WriteBarrier();
        return true;
    }

    // Every array has these words, so their index needs no check.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref long At(int word) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_words), word);
}
