using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Instruments;

/// <summary>What a typed view needs of the family below it.</summary>
internal interface ISeriesFinder<TInstrument>
    where TInstrument : class
{
    MetricDescriptor Descriptor { get; }

    /// <summary>Changes when series that were found before may not be found any more.</summary>
    int Removals { get; }

    /// <summary>The number of series.</summary>
    int Count { get; }

    /// <summary>Finds or creates the series of these values, or the overflow series.</summary>
    /// <param name="labelValues">All values.</param>
    /// <param name="constantLabelCount">The number of values, at the beginning, that are constant labels of a factory.</param>
    /// <param name="isOverflow">Whether it is the overflow series.</param>
    TInstrument Find(ReadOnlySpan<string> labelValues, int constantLabelCount, out bool isOverflow);

    /// <summary>Removes one series.</summary>
    /// <param name="labelValues">All values.</param>
    bool Remove(params ReadOnlySpan<string> labelValues);
}
