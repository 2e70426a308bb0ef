using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Registry;

/// <summary>Cuts the label values of a collector's series that are longer than the limit, and counts them, as is done for those of
/// instruments.</summary>
internal sealed class ReportedLabels(CollectorOutcomes outcomes)
{
    /// <summary>Whether values of the current family were cut.</summary>
    public bool AreCut { get; private set; }

    public void BeginFamily() => AreCut = false;

    public bool IsTooLong(ReadOnlySpan<string> values) => LabelValueLength.IsExceeded(values, outcomes.LabelValueLengthLimit);

    /// <returns>The same object if no value is too long.</returns>
    public LabelSet Keep(string family, LabelSet labels)
    {
        if (!IsTooLong(labels.Values))
        {
            return labels;
        }

        AreCut = true;
        outcomes.RecordTruncatedLabels(family);
        var cut = new (string Name, string Value)[labels.Count];
        for (var i = 0; i < cut.Length; i++)
        {
            cut[i] = (labels.Names[i], LabelValueLength.Cut(labels.Values[i], outcomes.LabelValueLengthLimit));
        }

        return LabelSet.Create(cut);
    }
}
