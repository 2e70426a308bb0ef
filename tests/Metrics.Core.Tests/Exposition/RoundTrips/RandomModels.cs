using PrometheusMetrics.Collection;
using PrometheusMetrics.Tests.Support.Parsing;

namespace PrometheusMetrics.Tests.Exposition.RoundTrips;

/// <summary>Makes random families of all types, as a custom collector may report them: each is legal, and almost nothing is usual.</summary>
internal sealed class RandomModels(Random random)
{
    private static readonly string[] Suffixes =
        ["", "_total", "_created", "_bucket", "_sum", "_count", "_gsum", "_gcount", "_info"];

    private readonly HashSet<string> _names = [];

    public List<FamilyModel> Next()
    {
        var families = new List<FamilyModel>();
        for (var i = random.Next(1, 6); i > 0; i--)
        {
            families.Add(NextFamily());
        }

        return families;
    }

    private FamilyModel NextFamily()
    {
        var type = random.Pick(Enum.GetValues<MetricType>());
        var unit = type is not (MetricType.Info or MetricType.StateSet) && random.NextBool(3) ? random.Pick(["seconds", "bytes", "a_b"]) : "";
        var family = new FamilyModel(type, NextName(type, unit), random.NextText(), unit, []);
        string[] reserved = ["le", "quantile", family.Name];
        var labels = NextLabelNames(type is MetricType.Histogram or MetricType.GaugeHistogram or MetricType.Summary or MetricType.StateSet
            ? reserved
            : []);
        var identities = new HashSet<string>();
        var series = Enumerable.Range(0, random.Next(5))
            .Select(_ => NextSeries(type, NextLabels(labels)))
            .Where(one => identities.Add((one with { Labels = Expected.WellFormed(one.Labels) }).Identity));
        return family with { Series = [.. series] };
    }

    private string NextName(MetricType type, string unit)
    {
        while (true)
        {
            var name = random.NextLegacyName(colons: type != MetricType.StateSet) + (unit.Length > 0 ? "_" + unit : "");
            var known = Array.ConvertAll(Suffixes, suffix => name + suffix);

            // The suffix of its own type would be taken away, and what begins like this are the registry's own families.
            var isPlain = !name.EndsWith("_total", StringComparison.Ordinal) && !name.EndsWith("_info", StringComparison.Ordinal)
                && !name.StartsWith("__", StringComparison.Ordinal);
            if (isPlain && !known.Any(_names.Contains))
            {
                _names.UnionWith(known);
                return name;
            }
        }
    }

    private string[] NextLabelNames(string[] reserved) =>
        [.. Enumerable.Range(0, random.Next(4))
            .Select(_ => random.NextBool(6) ? random.Pick(["le", "quantile", "job", "type"]) : random.NextLegacyName(colons: false))
            .Where(name => !reserved.Contains(name) && !name.StartsWith("__", StringComparison.Ordinal))
            .Distinct()];

    private List<LabelModel> NextLabels(string[] names)
    {
        // A collector may leave a label out, or report labels in another order.
        var used = names.ToList();
        if (random.NextBool(8))
        {
            used.Reverse();
        }

        if (random.NextBool(8) && used.Count > 0)
        {
            used.RemoveAt(random.Next(used.Count));
        }

        return used.ConvertAll(name => new LabelModel(name, random.NextText()));
    }

    private SeriesModel NextSeries(MetricType type, List<LabelModel> labels)
    {
        var series = new SeriesModel(labels) { Timestamp = random.NextTime() };
        return type switch
        {
            MetricType.Counter => series with
            {
                Value = random.NextBool(20) ? double.PositiveInfinity : Math.Abs(random.NextFinite()),
                Created = random.NextTime(),
                Exemplars = random.NextBool(3) ? [NextExemplar(random.NextNumber())] : [],
            },
            MetricType.Histogram => NextHistogram(series) with { Created = random.NextTime() },
            MetricType.GaugeHistogram => NextHistogram(series),
            MetricType.Summary => NextSummary(series),
            MetricType.StateSet => series with
            {
                States = [.. Enumerable.Range(0, random.Next(4))
                    .Select(_ => random.NextText())
                    .Where(state => state.Length > 0)
                    .DistinctBy(RandomText.WellFormed)
                    .Select(state => new StateModel(state, random.NextBool(2)))],
            },
            MetricType.Info => series,
            _ => series with { Value = random.NextNumber() },
        };
    }

    private SeriesModel NextHistogram(SeriesModel series)
    {
        double[] bounds = [.. random.NextAscending(random.Next(6), random.NextFinite), double.PositiveInfinity];
        var native = random.NextBool(3) ? NextNative() : null;
        var counts = Array.ConvertAll(bounds, _ => native is null ? random.NextCount() : 0);
        if (native is not null)
        {
            counts[random.Next(counts.Length)] = native.ZeroCount + native.Positive.Concat(native.Negative).Sum(bucket => bucket.Count);
        }

        var buckets = new List<BucketModel>();
        for (var i = 0; i < bounds.Length; i++)
        {
            var before = i == 0 ? double.NegativeInfinity : bounds[i - 1];
            var exemplar = random.NextBool(4) ? NextExemplar(NextValueIn(before, bounds[i])) : null;
            buckets.Add(new BucketModel(bounds[i], counts[i] + (i == 0 ? 0 : buckets[i - 1].Count), exemplar));
        }

        return series with
        {
            Buckets = buckets,
            Count = buckets[^1].Count,
            Sum = random.NextNumber(),
            Native = native,
            Exemplars = native is null
                ? []
                : [.. random.NextAscending(random.Next(3), random.NextFinite)
                    .Select(value => NextExemplar(value) with { Time = random.NextCertainTime() })],
        };
    }

    private double NextValueIn(double before, double bound)
    {
        var value = random.NextFinite();
        return value > before && value <= bound ? value : bound;
    }

    private NativeModel NextNative()
    {
        var schema = random.Next(-4, 9);
        var last = (schema < 0 ? 1024 >> -schema : 1024 << schema) + 1;
        return new NativeModel(
            schema, random.NextBool(2) ? 0 : Math.Abs(random.NextFinite()), random.NextCount(), NextBuckets(last), NextBuckets(last));
    }

    private NativeBucketModel[] NextBuckets(int last)
    {
        var near = random.Next(-last, last);
        return [.. Enumerable.Range(0, random.Next(6))
            .Select(_ => random.NextBool(2) ? random.Next(-last, last + 1) : Math.Min(last, near + random.Next(6)))
            .Distinct()
            .Order()
            .Select(index => new NativeBucketModel(index, random.NextCount()))];
    }

    private SeriesModel NextSummary(SeriesModel series) => series with
    {
        Count = random.NextCount(),
        Sum = random.NextNumber(),
        Created = random.NextTime(),
        Quantiles = [.. random.NextAscending(random.Next(5), () => random.NextBool(3) ? random.Pick([0, 0.5, 0.99, 1]) : random.NextDouble())
            .Select(quantile => new QuantileModel(quantile, random.NextNumber()))],
    };

    // One in ten is one that no server reads.
    private ExemplarModel NextExemplar(double value)
    {
        var names = NextLabelNames(random.NextBool(10) ? [] : ["le", "quantile"]);
        return new ExemplarModel(
            Array.ConvertAll(names, name => new LabelModel(name, random.NextText())), value, random.NextTime());
    }
}
