namespace PrometheusMetrics.Tests.Support.Parsing;

/// <summary>One sample line.</summary>
/// <param name="Line">The position after the value.</param>
/// <param name="Name">The whole name.</param>
/// <param name="Labels">All labels.</param>
/// <param name="Value">The text of the value.</param>
/// <param name="Timestamp">The time of the sample.</param>
/// <param name="Created">The creation time of the series, where the format has it in the same line.</param>
/// <param name="Exemplars">The exemplars.</param>
internal sealed record SampleLine(
    LineScanner Line,
    string Name,
    List<LabelModel> Labels,
    string Value,
    DateTimeOffset? Timestamp,
    DateTimeOffset? Created,
    List<ExemplarModel> Exemplars)
{
    public double Number => LineScanner.ParseNumber(Value) ?? throw Line.Error($"'{Value}' is not a number");

    public long Count => new LineScanner(Value, 0).TakeCount();

    /// <summary>Removes the label that the format adds, which is the last one, and returns its value.</summary>
    public string TakeOwnLabel(string name)
    {
        Line.Require(Labels.Count > 0 && Labels[^1].Name == name, $"the last label is not '{name}'");
        var value = Labels[^1].Value;
        Labels.RemoveAt(Labels.Count - 1);
        return value;
    }
}
