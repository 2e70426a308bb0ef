using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Tests.Support.Parsing;

/// <summary>Reads the value of a histogram or summary in OpenMetrics 2.0, such as <c>{count:1,sum:2,bucket:[+Inf:1]}</c>.</summary>
internal sealed class CompositeValue
{
    private readonly LineScanner _text;

    private CompositeValue(string text) => _text = new LineScanner(text, 0);

    public static SeriesModel Read(string text, MetricType type, SeriesModel series)
    {
        var value = new CompositeValue(text);
        var read = value.Read(type, series);
        value._text.Take("}");
        value._text.End();
        return read;
    }

    private SeriesModel Read(MetricType type, SeriesModel series)
    {
        var (count, sum) = type == MetricType.GaugeHistogram ? ("{gcount:", ",gsum:") : ("{count:", ",sum:");
        _text.Take(count);
        series = series with { Count = _text.TakeCount(',') };
        _text.Take(sum);
        series = series with { Sum = _text.TakeNumber(',') };
        return type == MetricType.Summary ? series with { Quantiles = ReadQuantiles() } : ReadBuckets(series);
    }

    private List<QuantileModel> ReadQuantiles()
    {
        _text.Take(",quantile:[");
        var quantiles = new List<QuantileModel>();
        while (!_text.TryTake("]"))
        {
            TakeComma(quantiles.Count);
            var quantile = _text.TakeNumber(':');
            _text.Require(
                quantile is >= 0 and <= 1 && (quantiles.Count == 0 || quantile > quantiles[^1].Quantile), "the quantiles do not increase");
            _text.Take(":");
            quantiles.Add(new QuantileModel(quantile, _text.TakeNumber(',', ']')));
        }

        return quantiles;
    }

    private SeriesModel ReadBuckets(SeriesModel series)
    {
        var native = _text.TryTake(",schema:") ? ReadNative() : null;
        var buckets = native is null || _text.Sees(",bucket:[") ? ReadClassic() : [];
        _text.Require(buckets.Count == 0 || buckets[^1].Count == series.Count, "the last bucket is not the count");
        if (native is not null)
        {
            var missing = (Int128)series.Count!.Value - native.ZeroCount - Total(native.Positive) - Total(native.Negative);
            _text.Require(missing == 0 || (missing > 0 && double.IsNaN(series.Sum!.Value)), "the native buckets are not the count");
        }

        return series with { Buckets = buckets, Native = native };
    }

    private static Int128 Total(IEnumerable<NativeBucketModel> buckets) =>
        buckets.Aggregate((Int128)0, (total, bucket) => total + bucket.Count);

    private List<BucketModel> ReadClassic()
    {
        _text.Take(",bucket:[");
        var buckets = new List<BucketModel>();
        do
        {
            TakeComma(buckets.Count);
            var bound = _text.TakeNumber(':');
            _text.Take(":");
            var count = _text.TakeCount(',', ']');
            _text.Require(
                !double.IsNaN(bound) && (buckets.Count == 0 || (bound > buckets[^1].Bound && count >= buckets[^1].Count)),
                "the buckets do not increase");
            buckets.Add(new BucketModel(bound, count));
        }
        while (!_text.TryTake("]"));
        _text.Require(double.IsPositiveInfinity(buckets[^1].Bound), "the last bucket is not '+Inf'");
        return buckets;
    }

    private NativeModel ReadNative()
    {
        var schema = _text.TakeInteger(',');
        _text.Require(schema is >= -4 and <= 8, "there is no such schema");
        _text.Take(",zero_threshold:");
        var threshold = _text.TakeNumber(',');
        _text.Require(threshold >= 0 && double.IsFinite(threshold), "this is no threshold");
        _text.Take(",zero_count:");
        var zero = _text.TakeCount(',', '}');
        var negative = ReadSide("negative");
        return new NativeModel(schema, threshold, zero, ReadSide("positive"), negative);
    }

    private List<NativeBucketModel> ReadSide(string side)
    {
        var buckets = new List<NativeBucketModel>();
        if (!_text.TryTake($",{side}_spans:["))
        {
            return buckets;
        }

        var indexes = new List<int>();
        for (var (spans, end) = (0, 0); !_text.TryTake("]"); spans++)
        {
            TakeComma(spans);
            var offset = _text.TakeInteger(':');
            _text.Take(":");
            var length = _text.TakeCount(',', ']');
            _text.Require((spans == 0 || offset > 0) && length > 0, "a span is empty, or not after the one before");
            indexes.AddRange(Enumerable.Range(end + offset, (int)length));
            end += offset + (int)length;
        }

        _text.Take($",{side}_buckets:[");
        foreach (var index in indexes)
        {
            TakeComma(buckets.Count);
            buckets.Add(new NativeBucketModel(index, _text.TakeCount(',', ']')));
        }

        _text.Take("]");
        return buckets;
    }

    private void TakeComma(int before)
    {
        if (before > 0)
        {
            _text.Take(",");
        }
    }
}
