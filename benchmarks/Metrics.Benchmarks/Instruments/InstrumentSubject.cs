using System.Diagnostics;

namespace PrometheusMetrics.Benchmarks.Instruments;

/// <summary>An operation of a library on two instruments: one stays young, the other one is used by two threads at once.</summary>
internal sealed class InstrumentSubject : IDisposable
{
    private readonly int _times;
    private readonly ThreadPair _pair;
    private readonly Workload _young;
    private readonly Workload _hot;

    public InstrumentSubject(string operation, string library, int times, Func<Workload> create, ThreadPair pair)
    {
        Operation = operation;
        Library = library;
        _times = times;
        _pair = pair;
        _young = create();
        _hot = create();
    }

    public string Operation { get; }

    public string Library { get; }

    /// <summary>Runs the operation on each thread of a situation.</summary>
    /// <param name="situation">The instrument and its threads.</param>
    /// <param name="fraction">The part of the usual number of operations.</param>
    /// <returns>The nanoseconds of an operation, on each of the threads, or null if two threads did not run at the same time.</returns>
    public double? Run(Situation situation, double fraction = 1)
    {
        var times = (int)(_times * fraction);
        TimeSpan? elapsed = situation switch
        {
            Situation.Young => Time(_young, times),
            Situation.TwoThreads => _pair.Measure(() => _hot.Repeat(times)),
            Situation.AfterHot => Time(_hot, times),
            _ => TimeOnNewThread(_hot, times),
        };
        return elapsed?.TotalNanoseconds / times;
    }

    /// <summary>Makes the instrument hot that two threads use.</summary>
    /// <param name="runs">How often each of them does the usual number of operations.</param>
    public void Heat(int runs) => _pair.Run(() => _hot.Repeat(runs * _times));

    /// <summary>Measures the bytes that an operation allocates: on one thread, young, or on two threads, hot, the greater number.</summary>
    public double MeasureAllocation()
    {
        Action useHot = () => _hot.Repeat(_times);
        return Math.Max(
            MeasureAllocation(() => _young.Repeat(_times), threads: 1), MeasureAllocation(() => _pair.Run(useHot), threads: 2));
    }

    /// <summary>Verifies that each operation was counted, once.</summary>
    public void Verify()
    {
        _young.Verify($"{Operation}, {Library}, young");
        _hot.Verify($"{Operation}, {Library}, hot");
    }

    public void Dispose()
    {
        _young.Dispose();
        _hot.Dispose();
    }

    // The least of some runs: in one of them an instrument may have grown, once.
    private double MeasureAllocation(Action run, int threads)
    {
        return Enumerable.Range(0, 5).Min(_ =>
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            run();
            return GC.GetTotalAllocatedBytes(precise: true) - before;
        }) / (double)_times / threads;
    }

    private static TimeSpan Time(Workload workload, int times)
    {
        var start = Stopwatch.GetTimestamp();
        workload.Repeat(times);
        return Stopwatch.GetElapsedTime(start);
    }

    private static TimeSpan TimeOnNewThread(Workload workload, int times)
    {
        var elapsed = default(TimeSpan);
        var thread = new Thread(() => elapsed = Time(workload, times));
        thread.Start();
        thread.Join();
        return elapsed;
    }
}
