using PrometheusMetrics.Collection;
using PrometheusMetrics.Tests.Support.Parsing;

namespace PrometheusMetrics.Tests.Exposition.RoundTrips;

/// <summary>Makes random families of all types, as a custom collector may report them: each is legal, and almost
/// nothing is usual.</summary>
/// <param name="random">The generator.</param>
/// <param name="utf8Names">Whether names are not only those that every server knows.</param>
internal sealed class RandomModels(Random random, bool utf8Names)
{
    private static readonly string[] Suffixes =
        ["", "_total", "_created", "_bucket", "_sum", "_count", "_gsum", "_gcount", "_info"];

    private static readonly NameEscaping[] Schemes = Enum.GetValues<NameEscaping>();

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
        string[] units = utf8Names ? ["m/s", "°C", "%", "seconds"] : ["seconds", "bytes", "a_b"];
        var unit = type is not (MetricType.Info or MetricType.StateSet) && random.NextBool(3) ? random.Pick(units) : "";
        var family = new FamilyModel(type, NextName(type, unit), random.NextText(), unit, []);
        var labels = NextLabelNames(type switch
        {
            MetricType.Histogram or MetricType.GaugeHistogram => ["le"],
            MetricType.Summary => ["quantile"],
            MetricType.StateSet => [family.Name],
            _ => [],
        });
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
            var name = (utf8Names && random.NextBool(2) ? random.NextUtf8Name() : random.NextLegacyName(colons: true))
                + (unit.Length > 0 ? "_" + unit : "");

            // The suffix of its own type would be taken away.
            var isPlain = !name.EndsWith("_total", StringComparison.Ordinal) && !name.EndsWith("_info", StringComparison.Ordinal);
            var isLabel = !name.StartsWith("__", StringComparison.Ordinal) && !name.Contains(':', StringComparison.Ordinal);
            string[] known = [.. Suffixes.SelectMany(suffix => InAllSchemes(name + suffix, isLabel: false))];
            if (isPlain && (isLabel || type != MetricType.StateSet) && !known.Any(_names.Contains))
            {
                _names.UnionWith(known);
                return name;
            }
        }
    }

    // Two names that are one in a scheme are another matter than whether a name is read back.
    private static IEnumerable<string> InAllSchemes(string name, bool isLabel) =>
        Schemes.Select(scheme => $"{scheme}:{EscapedNames.Escape(name, isLabel, scheme)}");

    private string[] NextLabelNames(string[] reserved)
    {
        var taken = reserved.Append("__name__").SelectMany(name => InAllSchemes(name, isLabel: true)).ToHashSet();
        var names = new List<string>();
        for (var i = random.Next(4); i > 0; i--)
        {
            var name = random.NextBool(6) ? random.Pick(["le", "quantile", "job", "type"])
                : utf8Names && random.NextBool(2) ? random.NextUtf8Name()
                : random.NextLegacyName(colons: false);
            if (!name.StartsWith("__", StringComparison.Ordinal) && !InAllSchemes(name, isLabel: true).Any(taken.Contains))
            {
                taken.UnionWith(InAllSchemes(name, isLabel: true));
                names.Add(name);
            }
        }

        return [.. names];
    }

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
        Quantiles = [.. random.NextAscending(
            random.Next(5), () => random.NextBool(3) ? random.Pick([0, 0.5, 0.99, 1]) : random.NextDouble())
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
