using System.Globalization;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Registry;

/// <summary>Looks for one sample among everything that is reported.</summary>
internal sealed class SampleFinder : MetricVisitor
{
    private readonly string _name;
    private readonly Dictionary<string, string> _labels = new(StringComparer.Ordinal);
    private string _base = "";

    public SampleFinder(string name, ReadOnlySpan<(string Name, string Value)> labels)
    {
        _name = name;
        foreach (var (label, value) in labels)
        {
            if (value.Length > 0)
            {
                _labels.Add(label, value);
            }
        }
    }

    public double? Value { get; private set; }

    public override void BeginFamily(MetricDescriptor descriptor) =>
        _base = descriptor.Type is MetricType.Counter or MetricType.Info ? descriptor.Name : descriptor.FamilyName;

    public override void EndFamily()
    {
    }

    public override void Unknown(LabelSet labels, in UnknownSample sample) => Match("", labels, sample.Value);

    public override void Counter(LabelSet labels, in CounterSample sample) => Match("", labels, sample.Value);

    public override void Gauge(LabelSet labels, in GaugeSample sample) => Match("", labels, sample.Value);

    public override void Info(LabelSet labels, in InfoSample sample) => Match("", labels, 1);

    public override void StateSet(LabelSet labels, in StateSetSample sample)
    {
        for (var i = 0; i < sample.States.Length; i++)
        {
            Match("", labels, sample.Active[i] ? 1 : 0, (_base, sample.States[i]));
        }
    }

    public override void Histogram(LabelSet labels, in HistogramSample sample)
    {
        var count = 0L;
        for (var i = 0; i < sample.BucketCounts.Length; i++)
        {
            count += sample.BucketCounts[i];
            MatchNumber("_bucket", labels, count, "le", i < sample.Bounds.Length ? sample.Bounds[i] : double.PositiveInfinity);
        }

        Match("_count", labels, count);
        Match("_sum", labels, sample.Sum);
    }

    public override void Summary(LabelSet labels, in SummarySample sample)
    {
        for (var i = 0; i < sample.Quantiles.Length; i++)
        {
            MatchNumber("", labels, sample.Values[i], "quantile", sample.Quantiles[i]);
        }

        Match("_count", labels, sample.Count);
        Match("_sum", labels, sample.Sum);
    }

    private void MatchNumber(string suffix, LabelSet labels, double value, string label, double number)
    {
        if (_labels.TryGetValue(label, out var wanted) && TryParse(wanted, out var wantedNumber) && wantedNumber.Equals(number))
        {
            Match(suffix, labels, value, (label, wanted));
        }
    }

    private void Match(string suffix, LabelSet labels, double value, (string Name, string Value)? extra = null)
    {
        if (_name.Length != _base.Length + suffix.Length
            || !_name.StartsWith(_base, StringComparison.Ordinal)
            || !_name.EndsWith(suffix, StringComparison.Ordinal))
        {
            return;
        }

        var present = extra is null ? 0 : 1;
        for (var i = 0; i < labels.Count; i++)
        {
            if (labels.Values[i].Length > 0)
            {
                present++;
                if (!_labels.TryGetValue(labels.Names[i], out var wanted) || wanted != labels.Values[i])
                {
                    return;
                }
            }
        }

        if (present == _labels.Count && (extra is null || (_labels.TryGetValue(extra.Value.Name, out var state) && state == extra.Value.Value)))
        {
            Value = value;
        }
    }

    private static bool TryParse(string text, out double number)
    {
        number = double.PositiveInfinity;
        return text == "+Inf" || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
    }
}
