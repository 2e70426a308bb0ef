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

    /// <summary>The maximum length of a label value, in bytes of UTF-8.</summary>
    int LengthLimit { get; }

    /// <summary>Whether the family has reached its series limit.</summary>
    bool IsFull { get; }

    /// <summary>Returns the series of label values, creates it if necessary, or returns the overflow series.</summary>
    /// <param name="labelValues">The values of all labels.</param>
    /// <param name="constants">The values among them, at the beginning, that are constant labels of a factory.</param>
    /// <param name="isShared">Whether the result is the series of an unlimited number of values: the overflow series, or that of values
    /// which were cut.</param>
    TInstrument Find(ReadOnlySpan<string> labelValues, ConstantLabels constants, out bool isShared);

    /// <summary>Returns the series of label values, or the overflow series, if the family has reached its series limit; otherwise, and if
    /// only <see cref="Find"/> can tell what is right, null. Takes no lock and allocates nothing.</summary>
    /// <param name="labelTexts">The texts of all labels, within the length limit.</param>
    /// <param name="constants">The values among them, at the beginning, that are constant labels of a factory.</param>
    /// <param name="isShared">Whether the result is the series of an unlimited number of values, as of <see cref="Find"/>.</param>
    TInstrument? FindAtLimit(LabelTexts labelTexts, ConstantLabels constants, out bool isShared);

    /// <summary>Removes one series.</summary>
    /// <param name="labelValues">The values of all labels.</param>
    bool Remove(params ReadOnlySpan<string> labelValues);

    /// <summary>Hides one series until its next write.</summary>
    /// <param name="labelValues">The values of all labels.</param>
    bool Hide(params ReadOnlySpan<string> labelValues);
}
