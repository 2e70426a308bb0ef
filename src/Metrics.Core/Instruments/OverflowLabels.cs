using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Instruments;

/// <summary>The labels of overflow series, which replace new series once a family has reached its series limit.</summary>
internal static class OverflowLabels
{
    private const string Value = "_overflow";

    /// <summary>Creates the labels of an overflow series.</summary>
    /// <param name="family">The family.</param>
    /// <param name="constants">The labels that keep their values.</param>
    public static LabelSet Create(MetricDescriptor family, ConstantLabels constants)
    {
        var values = new string[family.LabelNames.Length];
        constants.Values.CopyTo(values, 0);
        values.AsSpan(constants.Count).Fill(Value);
        return family.Labels(values);
    }
}
