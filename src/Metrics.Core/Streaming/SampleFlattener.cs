using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Streaming;

/// <summary>Flattens samples into numbers that each have a name and labels.</summary>
/// <remarks>A sink is a struct, so that the JIT compiler specialises the code for each sink and makes no interface calls.</remarks>
internal static class SampleFlattener
{
    public static void Flatten<TSink>(in UnknownSample sample, scoped ref TSink sink)
        where TSink : struct, ISamplePartSink, allows ref struct => sink.AddValue(sample.Value);

    public static void Flatten<TSink>(in CounterSample sample, scoped ref TSink sink)
        where TSink : struct, ISamplePartSink, allows ref struct => sink.AddValue(sample.Value);

    public static void Flatten<TSink>(in GaugeSample sample, scoped ref TSink sink)
        where TSink : struct, ISamplePartSink, allows ref struct => sink.AddValue(sample.Value);

    public static void Flatten<TSink>(in InfoSample _, scoped ref TSink sink)
        where TSink : struct, ISamplePartSink, allows ref struct => sink.AddValue(1);

    public static void Flatten<TSink>(in StateSetSample sample, scoped ref TSink sink)
        where TSink : struct, ISamplePartSink, allows ref struct
    {
        for (var i = 0; i < sample.States.Length; i++)
        {
            sink.AddState(sample.States[i], sample.Active[i]);
        }
    }

    public static void Flatten<TSink>(in HistogramSample sample, scoped ref TSink sink)
        where TSink : struct, ISamplePartSink, allows ref struct
    {
        var bounds = sample.Bounds;
        var counts = sample.BucketCounts;
        var count = 0L;
        for (var i = 0; i < counts.Length; i++)
        {
            count += counts[i];
            sink.AddBucket(i, i < bounds.Length ? bounds[i] : double.PositiveInfinity, count);
        }

        sink.AddTotals(count, sample.Sum);
    }

    public static void Flatten<TSink>(in SummarySample sample, scoped ref TSink sink)
        where TSink : struct, ISamplePartSink, allows ref struct
    {
        for (var i = 0; i < sample.Quantiles.Length; i++)
        {
            sink.AddQuantile(i, sample.Quantiles[i], sample.Values[i]);
        }

        sink.AddTotals(sample.Count, sample.Sum);
    }
}
