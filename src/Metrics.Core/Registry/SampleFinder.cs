using System.Globalization;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Registry;

/// <summary>A visitor that finds the value of one sample by its name and labels.</summary>
internal sealed class SampleFinder : MetricVisitor
{
    private readonly string _name;
    private readonly Dictionary<string, string> _labels = new(StringComparer.Ordinal);
    private string _family = "";

    public SampleFinder(string name, ReadOnlySpan<(string Name, string Value)> labels)
    {
        _name = name;
        foreach (var (label, value) in labels)
        {
            if (value.Length > 0)
            {
                _labels.Add(label, WellFormedText.Get(value));
            }
        }
    }

    public double? Value { get; private set; }

    public override void BeginFamily(MetricDescriptor descriptor) => _family = descriptor.Name;

    public override void Unknown(LabelSet labels, in UnknownSample sample)
    {
        var matcher = new Matcher(this, labels);
        SampleFlattener.Flatten(in sample, ref matcher);
    }

    public override void Counter(LabelSet labels, in CounterSample sample)
    {
        var matcher = new Matcher(this, labels);
        SampleFlattener.Flatten(in sample, ref matcher);
    }

    public override void Gauge(LabelSet labels, in GaugeSample sample)
    {
        var matcher = new Matcher(this, labels);
        SampleFlattener.Flatten(in sample, ref matcher);
    }

    public override void Info(LabelSet labels, in InfoSample sample)
    {
        var matcher = new Matcher(this, labels);
        SampleFlattener.Flatten(in sample, ref matcher);
    }

    public override void StateSet(LabelSet labels, in StateSetSample sample)
    {
        var matcher = new Matcher(this, labels);
        SampleFlattener.Flatten(in sample, ref matcher);
    }

    public override void Histogram(LabelSet labels, in HistogramSample sample)
    {
        var matcher = new Matcher(this, labels);
        SampleFlattener.Flatten(in sample, ref matcher);
    }

    public override void Summary(LabelSet labels, in SummarySample sample)
    {
        var matcher = new Matcher(this, labels);
        SampleFlattener.Flatten(in sample, ref matcher);
    }

    private bool IsNamed(string suffix) =>
        _name.Length == _family.Length + suffix.Length
        && _name.StartsWith(_family, StringComparison.Ordinal)
        && _name.EndsWith(suffix, StringComparison.Ordinal);

    // Whether the labels are all that are wanted, apart from a number of others that the caller compares.
    private bool AreWanted(LabelSet labels, int others)
    {
        for (var i = 0; i < labels.Count; i++)
        {
            if (labels.Values[i].Length > 0)
            {
                others++;
                if (!_labels.TryGetValue(labels.Names[i], out var wanted) || wanted != labels.Values[i])
                {
                    return false;
                }
            }
        }

        return others == _labels.Count;
    }

    private bool IsWanted(string label, double number) =>
        _labels.TryGetValue(label, out var wanted) && TryParse(wanted, out var wantedNumber) && wantedNumber.Equals(number);

    private static bool TryParse(string text, out double number)
    {
        number = double.PositiveInfinity;
        return text == "+Inf" || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
    }

    private readonly struct Matcher(SampleFinder finder, LabelSet labels) : ISamplePartSink
    {
        public void AddValue(double value) => Match("", value);

        public void AddBucket(int index, double bound, long count) => Match(SampleParts.BucketSuffix, count, SampleParts.BoundLabel, bound);

        public void AddQuantile(int index, double quantile, double value) => Match("", value, SampleParts.QuantileLabel, quantile);

        public void AddState(string state, bool isActive)
        {
            if (finder.IsNamed("")
                && finder._labels.TryGetValue(finder._family, out var wanted)
                && wanted == state
                && finder.AreWanted(labels, others: 1))
            {
                finder.Value = isActive ? 1 : 0;
            }
        }

        public void AddTotals(long count, double sum)
        {
            Match(SampleParts.CountSuffix, count);
            Match(SampleParts.SumSuffix, sum);
        }

        private void Match(string suffix, double value)
        {
            if (finder.IsNamed(suffix) && finder.AreWanted(labels, others: 0))
            {
                finder.Value = value;
            }
        }

        private void Match(string suffix, double value, string label, double number)
        {
            if (finder.IsNamed(suffix) && finder.IsWanted(label, number) && finder.AreWanted(labels, others: 1))
            {
                finder.Value = value;
            }
        }
    }
}
