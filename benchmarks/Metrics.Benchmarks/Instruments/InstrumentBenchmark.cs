namespace PrometheusMetrics.Benchmarks.Instruments;

/// <summary>Measures the operations of instruments in one process, in rounds: each round runs every operation of every library in every
/// situation, in a random order, so that a disturbance of the machine affects all of them.</summary>
internal static class InstrumentBenchmark
{
    public const string Own = "this library";
    public const string PrometheusNet = "prometheus-net 8.2.1";
    public const string OpenTelemetry = "OpenTelemetry 1.20.1";

    private const int WarmUps = 20;
    private const double WarmUpFraction = 1.0 / 8;

    // Two million operations on each of two threads; one million with labels, a quarter of a million of summaries.
    private const int HeatRuns = 128;

    /// <summary>The runtime compiles with full optimisation in the background, in several steps, each when no new method has been called
    /// for 100 ms.</summary>
    private static readonly TimeSpan WarmUpPause = TimeSpan.FromMilliseconds(250);

    private static readonly Situation[] Situations = Enum.GetValues<Situation>();

    /// <summary>Runs everything.</summary>
    /// <param name="rounds">The number of rounds that are timed.</param>
    /// <param name="isDry">Whether instruments are not made hot and nothing is warmed up: then the times mean nothing.</param>
    public static IReadOnlyList<InstrumentResult> Run(int rounds, bool isDry = false)
    {
        using var pair = new ThreadPair();
        InstrumentSubject[] subjects = [.. InstrumentRow.All.SelectMany(row => CreateSubjects(row, pair))];
        for (var i = 0; !isDry && i < WarmUps; i++)
        {
            RunRounds(subjects, rounds: 1, WarmUpFraction);
            Thread.Sleep(WarmUpPause);
        }

        if (!isDry)
        {
            Array.ForEach(subjects, subject => subject.Heat(HeatRuns));
        }

        GC.Collect();
        var times = RunRounds(subjects, rounds);
        InstrumentResult[] results = [.. subjects.Select(subject => Describe(subject, times))];
        foreach (var subject in subjects)
        {
            subject.Verify();
            subject.Dispose();
        }

        return results;
    }

    private static IEnumerable<InstrumentSubject> CreateSubjects(InstrumentRow row, ThreadPair pair) =>
        from library in new[] { (Own, row.Own), (PrometheusNet, row.PrometheusNet), (OpenTelemetry, row.OpenTelemetry) }
        where library.Item2 is not null
        select new InstrumentSubject(row.Operation, library.Item1, row.Times, library.Item2, pair);

    private static Dictionary<(InstrumentSubject Subject, Situation Situation), List<double>> RunRounds(
        InstrumentSubject[] subjects, int rounds, double fraction = 1)
    {
        var order = subjects.SelectMany(subject => Situations.Select(situation => (Subject: subject, Situation: situation))).ToArray();
        var times = order.ToDictionary(run => run, _ => new List<double>());
        for (var i = 0; i < rounds; i++)
        {
            new Random(i).Shuffle(order);
            foreach (var run in order)
            {
                if (run.Subject.Run(run.Situation, fraction) is { } nanoseconds)
                {
                    times[run].Add(nanoseconds);
                }
            }
        }

        return times;
    }

    // A disturbance of one thread only adds time. With two threads it may also save some, because the other one has less contention.
    private static InstrumentResult Describe(
        InstrumentSubject subject, Dictionary<(InstrumentSubject Subject, Situation Situation), List<double>> times)
    {
        return new InstrumentResult(
            subject.Operation,
            subject.Library,
            LowerQuartile(Situation.Young),
            Quantile(Situation.TwoThreads, 0.5),
            Math.Max(LowerQuartile(Situation.AfterHot), LowerQuartile(Situation.AfterHotOnNewThread)),
            subject.MeasureAllocation());

        double LowerQuartile(Situation situation) => Quantile(situation, 0.25);

        double Quantile(Situation situation, double rank)
        {
            var all = times[(subject, situation)];
            return all.Count * 10 < times[(subject, Situation.Young)].Count ? double.NaN : all.Order().ElementAt((int)(all.Count * rank));
        }
    }
}
