using System.Diagnostics;

namespace PrometheusMetrics.Benchmarks.Requests;

/// <summary>Measures requests through the pipeline with and without metrics in one process, in rounds: each round runs every application,
/// in a random order, so that a disturbance of the machine affects all of them.</summary>
internal static class RequestBenchmark
{
    private const int RequestsPerRound = 10_000;

    private const int WarmUps = 20;

    /// <summary>The runtime compiles with full optimisation in the background, in several steps, each when no new method has been called
    /// for 100 ms.</summary>
    private static readonly TimeSpan WarmUpPause = TimeSpan.FromMilliseconds(250);

    /// <summary>Runs everything, which takes about half a minute.</summary>
    /// <param name="rounds">The number of rounds that are timed.</param>
    public static IReadOnlyList<RequestResult> Run(int rounds)
    {
        RequestSubject[] subjects =
        [
            .. from metering in RequestMeterings.All
               from kind in Enum.GetValues<RequestKind>()
               select new RequestSubject(metering, kind),
        ];
        for (var i = 0; i < WarmUps; i++)
        {
            RunRounds(subjects, 1);
            Thread.Sleep(WarmUpPause);
        }

        var times = RunRounds(subjects, rounds);
        RequestResult[] results = [.. subjects.Select(subject => Describe(subject, times[subject]))];
        foreach (var subject in subjects)
        {
            subject.Verify();
            subject.Dispose();
        }

        return results;
    }

    private static RequestResult Describe(RequestSubject subject, List<double> times) =>
        new(subject.Name, subject.Kind, LowerQuartile(times), MeasureAllocation(subject));

    private static Dictionary<RequestSubject, List<double>> RunRounds(RequestSubject[] subjects, int rounds)
    {
        var times = subjects.ToDictionary(subject => subject, _ => new List<double>());
        var order = subjects.ToArray();
        for (var i = 0; i < rounds; i++)
        {
            new Random(i).Shuffle(order);
            foreach (var subject in order)
            {
                var start = Stopwatch.GetTimestamp();
                subject.Run(RequestsPerRound);
                times[subject].Add(Stopwatch.GetElapsedTime(start).TotalNanoseconds / RequestsPerRound);
            }
        }

        return times;
    }

    private static double MeasureAllocation(RequestSubject subject)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        subject.Run(RequestsPerRound);
        return Math.Round((double)(GC.GetAllocatedBytesForCurrentThread() - before) / RequestsPerRound);
    }

    // Disturbances only add time.
    private static double LowerQuartile(List<double> values) => values.Order().ElementAt(values.Count / 4);
}
