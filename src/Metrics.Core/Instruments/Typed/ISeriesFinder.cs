using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Instruments;

/// <summary>The operations of a family that its typed views use.</summary>
internal interface ISeriesFinder<TInstrument>
    where TInstrument : class
{
    MetricDescriptor Descriptor { get; }

    /// <summary>The number of removals for caches of series; always the same object.</summary>
    RemovalCounter Removals { get; }

    /// <summary>The number of series.</summary>
    int Count { get; }

    /// <summary>Whether the family has reached its series limit.</summary>
    bool IsFull { get; }

    /// <summary>Returns the series of label values, creates it if necessary, or returns the overflow series.</summary>
    /// <param name="labelValues">The values of all labels.</param>
    /// <param name="constants">The values among them, at the beginning, that are constant labels of a factory.</param>
    /// <param name="isOverflow">Whether the result is the overflow series.</param>
    TInstrument Find(ReadOnlySpan<string> labelValues, ConstantLabels constants, out bool isOverflow);

    /// <summary>Returns the series of label values, or the overflow series, if the family has reached its series limit; otherwise, and if
    /// only <see cref="Find"/> can tell what is right, null. Takes no lock and allocates nothing.</summary>
    /// <param name="labelTexts">The texts of all labels.</param>
    /// <param name="constants">The values among them, at the beginning, that are constant labels of a factory.</param>
    /// <param name="isOverflow">Whether the result is the overflow series.</param>
    TInstrument? FindAtLimit(LabelTexts labelTexts, ConstantLabels constants, out bool isOverflow);

    /// <summary>Removes one series.</summary>
    /// <param name="labelValues">The values of all labels.</param>
    bool Remove(params ReadOnlySpan<string> labelValues);
}
