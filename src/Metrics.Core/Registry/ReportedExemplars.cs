using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Registry;

/// <summary>Drops the invalid exemplars of a collector's samples, and counts them, as is done for those of instruments. R-178</summary>
internal sealed class ReportedExemplars(CollectorOutcomes outcomes, NameValidation validation)
{
    public CounterSample Keep(string family, in CounterSample sample) =>
        sample.Exemplar is { } exemplar && !IsValid(family, exemplar) ? sample with { Exemplar = null } : sample;

    public HistogramSample Keep(string family, in HistogramSample sample)
    {
        var kept = sample;
        if (!sample.Exemplars.IsEmpty)
        {
            kept = kept with { Exemplars = KeepInBuckets(family, sample) };
        }

        if (!sample.Native.Exemplars.IsEmpty)
        {
            kept = kept with { Native = sample.Native with { Exemplars = KeepNative(family, sample.Native.Exemplars) } };
        }

        return kept;
    }

    private Exemplar?[] KeepInBuckets(string family, in HistogramSample sample)
    {
        var kept = sample.Exemplars.ToArray();
        for (var i = 0; i < kept.Length; i++)
        {
            if (kept[i] is { } exemplar && !IsValid(family, exemplar, ExemplarValidator.IsInBucket(exemplar, sample.Bounds, i)))
            {
                kept[i] = null;
            }
        }

        return kept;
    }

    private Exemplar[] KeepNative(string family, ReadOnlySpan<Exemplar> exemplars) =>
        Array.FindAll(exemplars.ToArray(), exemplar => IsValid(family, exemplar));

    private bool IsValid(string family, Exemplar exemplar, bool isInPlace = true)
    {
        var isValid = isInPlace && ExemplarValidator.IsValid(exemplar, validation);
        if (!isValid)
        {
            outcomes.RecordDroppedExemplar(family);
        }

        return isValid;
    }
}
