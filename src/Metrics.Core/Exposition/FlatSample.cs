using System.Text;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Exposition;

/// <summary>One number with a name and labels, which is how Prometheus stores a sample: the value of a counter or gauge, or a part of a
/// histogram, summary or state set.</summary>
public readonly ref struct FlatSample
{
    private readonly string? _partName;
    private readonly string? _partText;

    internal FlatSample(MetricDescriptor family, LabelSet labels, DateTimeOffset? timestamp, string suffix, double value)
    {
        Family = family;
        Labels = labels;
        Timestamp = timestamp;
        Suffix = suffix;
        Value = value;
    }

    internal FlatSample(FlatSample series, string partName, double number)
    {
        this = series;
        _partName = partName;
        PartNumber = number;
    }

    internal FlatSample(FlatSample series, string partName, string partText)
    {
        this = series;
        _partName = partName;
        _partText = partText;
    }

    /// <summary>The family of the sample.</summary>
    public MetricDescriptor Family { get; }

    /// <summary>What follows the name of the family: <c>_bucket</c>, <c>_count</c>, <c>_sum</c> or nothing.</summary>
    public string Suffix { get; }

    /// <summary>The name as Prometheus stores it: <c>orders_placed_total</c>, <c>request_seconds_bucket</c>. If there is a suffix, each
    /// call creates a string.</summary>
    public string Name => Family.Name + Suffix;

    /// <summary>The labels of the series, without <see cref="PartLabel"/>.</summary>
    public LabelSet Labels { get; }

    /// <summary>The label that distinguishes the parts of a sample: <c>le</c> of a bucket, <c>quantile</c>, or the name and state of a
    /// state set; null if there is none. Numbers are written as in the text format 0.0.4. Each call may create a string.</summary>
    public (string Name, string Value)? PartLabel =>
        _partName is null ? null : (_partName, _partText ?? Format(PartNumber.GetValueOrDefault()));

    /// <summary>The upper bound of a bucket, +Inf included, or the quantile; null for other samples.</summary>
    public double? PartNumber { get; }

    /// <summary>The value. Buckets are cumulative.</summary>
    public double Value { get; }

    /// <summary>The time of the sample, or null if the scraper assigns it.</summary>
    public DateTimeOffset? Timestamp { get; }

    private static string Format(double number)
    {
        Span<byte> text = stackalloc byte[NumberFormatter.MaxLength];
        return Encoding.ASCII.GetString(text[..NumberFormatter.WriteCanonical(number, trailingZero: false, text)]);
    }
}
