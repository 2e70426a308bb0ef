using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Tests.Support.Parsing;

/// <summary>Gathers the lines of one series.</summary>
internal sealed class LineSeries(LineDialect dialect, MetricType type, SeriesModel model)
{
    private readonly Dictionary<string, SampleLine> _single = [];
    private readonly List<BucketModel> _buckets = [];
    private readonly List<QuantileModel> _quantiles = [];
    private readonly List<StateModel> _states = [];
    private LineScanner? _last;

    public SeriesModel Model => model;

    public void Add(string suffix, string? own, SampleLine sample)
    {
        _last = sample.Line;
        switch (type, suffix)
        {
            case (MetricType.Histogram or MetricType.GaugeHistogram, "_bucket"):
                AddBucket(sample, OwnNumber(sample, own!));
                break;
            case (MetricType.Summary, "") when !dialect.HasComposites:
                AddQuantile(sample, OwnNumber(sample, own!));
                break;
            case (MetricType.StateSet, ""):
                sample.Line.Require(_states.TrueForAll(state => state.State != own), "a state stands twice");
                sample.Line.Require(sample.Value is "0" or "1", "a state is neither 0 nor 1");
                _states.Add(new StateModel(own!, sample.Value == "1"));
                break;
            default:
                sample.Line.Require(_single.TryAdd(suffix, sample), "a series stands twice");
                break;
        }
    }

    public SeriesModel Finish()
    {
        var created = _single.TryGetValue("_created", out var line) ? new LineScanner(line.Value, 0).TakeSeconds() : (DateTimeOffset?)null;
        return type switch
        {
            MetricType.Histogram or MetricType.GaugeHistogram or MetricType.Summary when dialect.HasComposites => FinishComposite(),
            MetricType.Histogram or MetricType.GaugeHistogram => FinishHistogram() with { Created = created },
            MetricType.Summary => AddTotals(model with { Quantiles = _quantiles }) with { Created = created },
            MetricType.StateSet => model with { States = _states },
            MetricType.Info => FinishInfo(),
            _ => FinishValue(created),
        };
    }

    private void AddBucket(SampleLine sample, double bound)
    {
        var (before, count) = _buckets.Count == 0 ? (double.NaN, 0) : (_buckets[^1].Bound, _buckets[^1].Count);
        sample.Line.Require(!double.IsNaN(bound) && !(bound <= before), "the bounds do not increase");
        sample.Line.Require(sample.Count >= count, "the counts of the buckets fall");
        sample.Line.Require(
            sample.Exemplars.TrueForAll(exemplar => exemplar.Value <= bound && !(exemplar.Value <= before)),
            "an exemplar is outside of its bucket");
        sample.Line.Require(_single.Count == 0, "a bucket follows the count or the sum");
        _buckets.Add(new BucketModel(bound, sample.Count, sample.Exemplars.SingleOrDefault()));
    }

    private void AddQuantile(SampleLine sample, double quantile)
    {
        sample.Line.Require(quantile is >= 0 and <= 1, "a quantile is not between 0 and 1");
        sample.Line.Require(_quantiles.Count == 0 || quantile > _quantiles[^1].Quantile, "the quantiles do not increase");
        sample.Line.Require(_single.Count == 0, "a quantile follows the count or the sum");
        _quantiles.Add(new QuantileModel(quantile, sample.Number));
    }

    // Bounds and quantiles are part of the identity of a series, so they have one text in each format.
    private double OwnNumber(SampleLine sample, string text)
    {
        var value = LineScanner.ParseNumber(text) ?? throw sample.Line.Error($"'{text}' is not a number");
        var isWhole = double.IsFinite(value)
            && !text.Contains('.', StringComparison.Ordinal)
            && !text.Contains('e', StringComparison.Ordinal);
        var endsInZero = text.EndsWith(".0", StringComparison.Ordinal);
        sample.Line.Require(dialect.IsOpenMetrics ? !isWhole : !endsInZero, $"'{text}' is not how the format writes this number");
        return value;
    }

    private SeriesModel FinishHistogram()
    {
        Require(_buckets.Count > 0 && double.IsPositiveInfinity(_buckets[^1].Bound), "a histogram has no bucket '+Inf'");
        var series = AddTotals(model with { Buckets = _buckets });
        Require(series.Count is null || series.Count == _buckets[^1].Count, "the count is not that of the bucket '+Inf'");
        return series;
    }

    private SeriesModel AddTotals(SeriesModel series)
    {
        var (count, sum) = LineDialect.Totals(type);
        Require(_single.ContainsKey(count) == _single.ContainsKey(sum), "of count and sum there is only one");
        return _single.TryGetValue(count, out var line) ? series with { Count = line.Count, Sum = _single[sum].Number } : series;
    }

    private SeriesModel FinishInfo()
    {
        Require(_single.Values.Single().Value == "1", "the value of an info is not 1");
        return model;
    }

    private SeriesModel FinishValue(DateTimeOffset? created)
    {
        var suffix = dialect.Suffixes(type)[0];
        Require(_single.ContainsKey(suffix), "a series has no value");
        var line = _single[suffix];
        Require(!(dialect.IsOpenMetrics && type == MetricType.Counter) || line.Number >= 0, "a counter is negative or NaN");
        Require(line.Created is null || type == MetricType.Counter, "a series has a creation time that its type does not have");
        return model with { Value = line.Number, Exemplars = line.Exemplars, Created = line.Created ?? created };
    }

    private SeriesModel FinishComposite()
    {
        var line = _single[""];
        Require(line.Created is null || type != MetricType.GaugeHistogram, "a gauge histogram has a creation time");
        return CompositeValue.Read(line.Value, type, model) with { Exemplars = line.Exemplars, Created = line.Created };
    }

    private void Require(bool condition, string what)
    {
        if (!condition)
        {
            throw _last!.Error(what + " (in the series before)");
        }
    }
}
