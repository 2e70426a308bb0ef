using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Instruments;

/// <summary>The labels of overflow series, which replace new series once a family has reached its series limit.</summary>
internal static class OverflowLabels
{
    private const string Value = "_overflow";

    /// <summary>Creates the labels of an overflow series.</summary>
    /// <param name="family">The family.</param>
    /// <param name="labels">The labels of the series that would exceed the limit.</param>
    /// <param name="constantLabelCount">The number of labels, at the beginning, that are constant and keep their values.</param>
    public static LabelSet Create(MetricDescriptor family, LabelSet labels, int constantLabelCount)
    {
        var values = labels.Values.ToArray();
        values.AsSpan(constantLabelCount).Fill(Value);
        return family.Labels(values);
    }

    /// <summary>Returns whether labels are those of an overflow series. Of those, the last label is never constant.</summary>
    public static bool IsOverflow(LabelSet labels) => labels.Count > 0 && labels.Values[^1] == Value;

    /// <summary>Returns whether all values are certainly well-formed: none contains a surrogate.</summary>
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
