using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Instruments;

/// <summary>The operations of a family that its typed views use.</summary>
internal interface ISeriesFinder<TInstrument>
    where TInstrument : class
{
    MetricDescriptor Descriptor { get; }

    /// <summary>A number that changes when series are removed, so that an earlier result may be outdated.</summary>
    int Removals { get; }

    /// <summary>The number of series.</summary>
    int Count { get; }

    /// <summary>Returns the series of label values, creates it if necessary, or returns the overflow series.</summary>
    /// <param name="labelValues">The values of all labels.</param>
    /// <param name="constantLabelCount">The number of values, at the beginning, that are constant labels of a factory.</param>
    /// <param name="isOverflow">Whether the result is the overflow series.</param>
    TInstrument Find(ReadOnlySpan<string> labelValues, int constantLabelCount, out bool isOverflow);

    /// <summary>Removes one series.</summary>
    /// <param name="labelValues">The values of all labels.</param>
    bool Remove(params ReadOnlySpan<string> labelValues);
}
