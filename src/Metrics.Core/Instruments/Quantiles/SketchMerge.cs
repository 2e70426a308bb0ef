namespace PrometheusMetrics.Instruments;

/// <summary>
/// Merges the samples of a sketch with new values, ascending, in runs: one sample, or all new values between two samples. There are
/// hundreds of new values and few samples, so a run at a time is several times faster than a value at a time.
/// </summary>
internal ref struct SketchMerge
{
    private readonly ReadOnlySpan<CkmsSample> _samples;
    private ReadOnlySpan<double> _added;
    private int _next;
    private bool _sampleIsNext;

    /// <param name="samples">The samples, ascending.</param>
    /// <param name="added">The new values, ascending.</param>
    public SketchMerge(ReadOnlySpan<CkmsSample> samples, ReadOnlySpan<double> added)
    {
        _samples = samples;
        _added = added;
    }

    /// <summary>Gets the next run.</summary>
    /// <param name="run">The next run; not empty if there is one.</param>
    /// <returns>False at the end.</returns>
    public bool TryGetNext(out SampleRun run)
    {
        if (_next == _samples.Length)
        {
            // Above the highest sample, ranks are exact.
            run = new SampleRun(_added, 1, 0);
            _added = [];
            return !run.Values.IsEmpty;
        }

        ref readonly var sample = ref _samples[_next];
        var length = _sampleIsNext ? 0 : CountUpTo(sample.Value);
        _sampleIsNext = length > 0;
        if (_sampleIsNext)
        {
            // The rank of a new value can be higher by all the values that the next sample represents, except its own, and by its delta.
            // The paper uses floor(f(r)) - 1, the maximum of this, which is less precise.
            run = new SampleRun(_added[..length], 1, sample.Width - 1 + sample.Delta);
            _added = _added[length..];
        }
        else
        {
            run = new SampleRun(new ReadOnlySpan<double>(in sample.Value), sample.Width, sample.Delta);
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

/// <summary>Adjacent values, ascending: the first represents <see cref="FirstWidth"/> values, each other one represents itself.</summary>
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

    /// <summary>The difference between the highest and the lowest possible rank of each value.</summary>
    public int Delta { get; }
}
