using System.Globalization;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Tests.Support;

/// <summary>Records what it visits as text that is easy to compare, and throws if calls are not in the order of a visitor.</summary>
internal sealed class RecordingVisitor : MetricVisitor
{
    private readonly List<RecordedFamily> _families = [];
    private RecordedFamily? _current;

    /// <summary>The families in the order in which they were reported.</summary>
    public IReadOnlyList<RecordedFamily> Families =>
        _current is null ? _families : throw new InvalidOperationException($"'{_current.Name}' was not ended.");

    /// <summary>Every sample as a line such as <c>x_total{a="1"} 5</c>.</summary>
    public IEnumerable<string> Lines =>
        Families.SelectMany(family => family.Samples.Select(
            sample => $"{family.Name}{(sample.Labels.Length == 0 ? "" : $"{{{sample.Labels}}}")} {sample.Text}"));

    /// <summary>Records what a collector reports.</summary>
    public static RecordingVisitor Of(ICollector collector)
    {
        var visitor = new RecordingVisitor();
        collector.Collect(visitor, default);
        return visitor;
    }

    /// <summary>Returns the family of a name, or null if it was not reported.</summary>
    public RecordedFamily? Find(string name) => Families.SingleOrDefault(family => family.Name == name);

    /// <summary>Returns the value of a counter, gauge or unknown, or the number of observations of a histogram or summary; null if the
    /// series was not reported.</summary>
    /// <param name="name">The name of the family, with <c>_total</c> for a counter.</param>
    /// <param name="labels">The labels in their canonical text, such as <c>a="1",b="2"</c>.</param>
    public double? Value(string name, string labels = "") => Find(name)?.Samples.SingleOrDefault(sample => sample.Labels == labels)?.Value;

    public override void BeginFamily(MetricDescriptor descriptor)
    {
        if (_current is not null)
        {
            throw new InvalidOperationException($"'{descriptor.Name}' begins before '{_current.Name}' has ended.");
        }

        _current = new RecordedFamily(descriptor.Type, descriptor.Name, descriptor.Help, descriptor.Unit, []);
    }

    public override void EndFamily()
    {
        _families.Add(_current ?? throw new InvalidOperationException("No family was begun."));
        _current = null;
    }

    public override void Unknown(LabelSet labels, in UnknownSample sample) =>
        Add(MetricType.Unknown, labels, sample.Value, Number(sample.Value), created: null, sample.Timestamp);

    public override void Counter(LabelSet labels, in CounterSample sample) =>
        Add(MetricType.Counter, labels, sample.Value, Number(sample.Value), sample.Created, sample.Timestamp);

    public override void Gauge(LabelSet labels, in GaugeSample sample) =>
        Add(MetricType.Gauge, labels, sample.Value, Number(sample.Value), created: null, sample.Timestamp);

    public override void Histogram(LabelSet labels, in HistogramSample sample)
    {
        var buckets = new List<string>();
        long count = 0;
        for (var i = 0; i < sample.BucketCounts.Length; i++)
        {
            count += sample.BucketCounts[i];
            buckets.Add($"{Number(i < sample.Bounds.Length ? sample.Bounds[i] : double.PositiveInfinity)}:{sample.BucketCounts[i]}");
        }

        var type = _current?.Type == MetricType.GaugeHistogram ? MetricType.GaugeHistogram : MetricType.Histogram;
        var text = $"{string.Join(' ', buckets)} sum:{Number(sample.Sum)}{NativeText.After(sample)}";
        Add(type, labels, count, text, sample.Created, sample.Timestamp);
    }

    public override void Summary(LabelSet labels, in SummarySample sample)
    {
        var quantiles = "";
        for (var i = 0; i < sample.Quantiles.Length; i++)
        {
            quantiles += $"{Number(sample.Quantiles[i])}:{Number(sample.Values[i])} ";
        }

        var text = $"{quantiles}count:{sample.Count} sum:{Number(sample.Sum)}";
        Add(MetricType.Summary, labels, sample.Count, text, sample.Created, sample.Timestamp);
    }

    public override void Info(LabelSet labels, in InfoSample sample) =>
        Add(MetricType.Info, labels, value: 1, "1", created: null, sample.Timestamp);

    public override void StateSet(LabelSet labels, in StateSetSample sample)
    {
        var states = new List<string>();
        for (var i = 0; i < sample.States.Length; i++)
        {
            states.Add($"{sample.States[i]}:{(sample.Active[i] ? 1 : 0)}");
        }

        Add(MetricType.StateSet, labels, value: 1, string.Join(' ', states), created: null, sample.Timestamp);
    }

    // Whole, unlike the text for messages, so that different labels have different texts.
    private static string Text(LabelSet labels) =>
        string.Join(',', labels.Names.ToArray().Zip(labels.Values.ToArray(), (name, value) => $"{name}=\"{Escape(value)}\""));

    private static string Escape(string value) => value
        .Replace(@"\", @"\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\n", @"\n", StringComparison.Ordinal);

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private void Add(MetricType type, LabelSet labels, double value, string text, DateTimeOffset? created, DateTimeOffset? timestamp)
    {
        if (_current?.Type != type)
        {
            throw new InvalidOperationException(
                $"A sample of type {type} was reported in {_current?.Name ?? "no family"}, which is of type {_current?.Type}.");
        }

        var recorded = new RecordedSample(Text(labels), value, text, created, timestamp);
        if (_current.Samples.Exists(sample => sample.Labels == recorded.Labels))
        {
            throw new InvalidOperationException($"The series {_current.Name}{{{recorded.Labels}}} came twice.");
        }

        _current.Samples.Add(recorded);
    }
}

/// <summary>A family as it was reported.</summary>
internal sealed record RecordedFamily(MetricType Type, string Name, string Help, string Unit, List<RecordedSample> Samples);

/// <summary>A sample as it was reported.</summary>
/// <param name="Labels">The labels in their canonical text.</param>
/// <param name="Value">The value, or the number of observations; 1 for an info or state set.</param>
/// <param name="Text">The whole value: for a histogram <c>1:2 Infinity:3 sum:4.5</c>, for example.</param>
/// <param name="Created">The time at which counting began.</param>
/// <param name="Timestamp">The time of the sample.</param>
internal sealed record RecordedSample(string Labels, double Value, string Text, DateTimeOffset? Created, DateTimeOffset? Timestamp);
