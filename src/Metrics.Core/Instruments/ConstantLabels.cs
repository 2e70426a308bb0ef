using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

/// <summary>The values of the constant labels of a factory, which come first in the labels of a family; or of none.</summary>
/// <threadsafety>Every member may be used from any thread.</threadsafety>
internal sealed class ConstantLabels(ReadOnlySpan<string> values)
{
    private volatile Series? _overflow;

    /// <summary>The values. They are not changed.</summary>
    public string[] Values { get; } = values.ToArray();

    public int Count => Values.Length;

    /// <summary>The overflow series with these values, or null if it was not needed yet or is removed. Reading it takes no lock.</summary>
    public Series? Overflow
    {
        get => _overflow is { IsRemoved: false } overflow ? overflow : null;
        set => _overflow = value;
    }
}
