namespace PrometheusMetrics.Instruments;

/// <summary>
/// Walks through the entries of a stream and new values together, ascending, in runs: an entry, or all new values between two entries.
/// New values arrive in hundreds and entries are few, so a run at a time is several times faster than a value at a time.
/// </summary>
internal ref struct SketchMerge
{
    private readonly ReadOnlySpan<CkmsSample> _entries;
    private ReadOnlySpan<double> _added;
    private int _next;
    private bool _entryIsNext;

    /// <param name="entries">The entries, ascending.</param>
    /// <param name="added">The new values, ascending.</param>
    public SketchMerge(ReadOnlySpan<CkmsSample> entries, ReadOnlySpan<double> added)
    {
        _entries = entries;
        _added = added;
    }

    /// <summary>Takes the next run, or returns false at the end.</summary>
    /// <param name="run">The next run; never empty if there is one.</param>
    public bool TryTake(out SampleRun run)
    {
        if (_next == _entries.Length)
        {
            // Above the highest entry nothing is uncertain.
            run = new SampleRun(_added, 1, 0);
            _added = [];
            return !run.Values.IsEmpty;
        }

        ref readonly var entry = ref _entries[_next];
        var length = _entryIsNext ? 0 : CountUpTo(entry.Value);
        _entryIsNext = length > 0;
        if (_entryIsNext)
        {
            // A new value's rank can be higher than counted by all that the entry above it hides. The paper takes floor(f(r)) - 1
            // instead, the most that this can be, and so knows less.
            run = new SampleRun(_added[..length], 1, entry.Width - 1 + entry.Delta);
            _added = _added[length..];
        }
        else
        {
            run = new SampleRun(new ReadOnlySpan<double>(in entry.Value), entry.Width, entry.Delta);
            _next++;
        }

        return true;
    }

    private readonly int CountUpTo(double value)
    {
        var added = _added;
        var count = 0;
        while (count < added.Length && added[count] <= value)
        {
            count++;
        }

        return count;
    }
}

/// <summary>Ascending neighbours: the first stands for <see cref="FirstWidth"/> values, each other one for itself.</summary>
internal readonly ref struct SampleRun
{
    public SampleRun(ReadOnlySpan<double> values, int firstWidth, int delta)
    {
        Values = values;
        FirstWidth = firstWidth;
        Delta = delta;
    }

    public ReadOnlySpan<double> Values { get; }

    public int FirstWidth { get; }

    /// <summary>By how much the rank of each value can be higher than the widths say.</summary>
    public int Delta { get; }
}
