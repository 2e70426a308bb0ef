namespace PrometheusMetrics.Collection;

/// <summary>A label set with any number of labels.</summary>
internal sealed class ArrayLabelSet(string[] names) : LabelSet(names)
{
    private readonly string[] _values = new string[names.Length];

    private protected override ReadOnlySpan<string> GetValues() => _values;
}
