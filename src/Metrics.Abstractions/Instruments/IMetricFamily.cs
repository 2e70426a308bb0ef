using System.Runtime.CompilerServices;

namespace PrometheusMetrics;

/// <summary>A metric with labels: one instrument for each combination of label values.</summary>
/// <typeparam name="TInstrument">What each series is: an <see cref="ICounter"/>, for example.</typeparam>
/// <remarks>The order of the values is the order of the label names given at creation. An empty value means the same to Prometheus as the
/// label's absence. A value that isn't well-formed UTF-16 (an unpaired surrogate) is taken as if U+FFFD stood in its place.</remarks>
/// <threadsafety>Every member may be called from any thread at any time, also during a scrape.</threadsafety>
public interface IMetricFamily<TInstrument>
    where TInstrument : class
{
    /// <summary>Returns the series of these label values, which is created at its first use. The same values return the same instrument until it is
    /// removed, or expires while no reference to it is held, so it may be kept. Finding an existing one takes no lock and allocates nothing. Once the family has
    /// <see cref="InstrumentOptions.SeriesLimit"/> series, new label values return the shared overflow series.</summary>
    /// <param name="labelValues">One value for each label name, in the order of the names.</param>
    /// <exception cref="ArgumentException">There are more or fewer values than label names.</exception>
    /// <exception cref="ArgumentNullException">A value is null.</exception>
    TInstrument WithLabels(params ReadOnlySpan<string> labelValues);

    /// <summary>Removes one series from the exposition. An instrument that is still held counts nowhere from now on;
    /// the next <see cref="WithLabels"/> with these values starts a new one at zero. Its cost grows with the number of series: to remove many, use
    /// <see cref="RemoveWhere"/>.</summary>
    /// <param name="labelValues">One value for each label name, in the order of the names.</param>
    /// <returns>Whether there was such a series. A family without label names keeps its only series: false.</returns>
    /// <exception cref="ArgumentException">There are more or fewer values than label names.</exception>
    bool Remove(params ReadOnlySpan<string> labelValues);

    /// <summary>Removes every series whose label values satisfy <paramref name="predicate"/>.</summary>
    /// <param name="predicate">Gets the label values of one series in the order of the names. It must not use the family.</param>
    /// <returns>How many series were removed.</returns>
    int RemoveWhere(Func<ReadOnlySpan<string>, bool> predicate);

    /// <summary>Removes every series. A family without label names keeps its only series.</summary>
    void Clear();

    /// <summary>Returns a view of this family whose label values are typed. The same type and the same conversion return the same view,
    /// without lock or allocation.</summary>
    /// <typeparam name="TLabels">The type of the label values. Without a conversion it is the type of the only value (<c>Channel</c>) or a
    /// value tuple of one value for each label (<c>(Channel, bool)</c>).</typeparam>
    /// <param name="convert">Converts the labels to one value for each label, in the order of the names:
    /// <c>order =&gt; (order.Channel, order.Paid)</c>. For one label, write <c>ValueTuple.Create(order.Channel)</c>. It is called when a
    /// series is not found by equal labels, so it must return the same for equal labels. The family keeps the views of the latest 16 conversions:
    /// use a lambda that captures nothing, because one that captures is a new conversion at each call. Null means that the labels are the
    /// values.</param>
    /// <exception cref="InvalidOperationException">The family has no labels, or more or fewer than the type has values. What a conversion
    /// returns is checked when it is called.</exception>
    IMetricFamily<TInstrument, TLabels> WithLabelTypes<TLabels>(Func<TLabels, ITuple>? convert = null)
        where TLabels : notnull;
}
