using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Instruments;

/// <summary>The labels of the series that stands for all for which there is no room.</summary>
internal static class OverflowLabels
{
    private const string Value = "_overflow";

    /// <param name="family">The family.</param>
    /// <param name="labels">Labels for which there was no room.</param>
    /// <param name="constantLabelCount">How many of them, at the beginning, are constant and stay as they are.</param>
    public static LabelSet Create(MetricDescriptor family, LabelSet labels, int constantLabelCount)
    {
        var values = labels.Values.ToArray();
        values.AsSpan(constantLabelCount).Fill(Value);
        return family.Labels(values);
    }

    /// <summary>Whether labels are such; the last one is never a constant.</summary>
    public static bool IsOverflow(LabelSet labels) => labels.Count > 0 && labels.Values[^1] == Value;

    /// <summary>Whether no value may be another one once it is well-formed.</summary>
    public static bool AreWellFormed(ReadOnlySpan<string> labelValues)
    {
        foreach (var value in labelValues)
        {
            foreach (var c in value)
            {
                if (char.IsSurrogate(c))
                {
                    return false;
                }
            }
        }

        return true;
    }
}
