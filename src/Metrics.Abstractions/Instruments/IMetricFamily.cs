using System.Runtime.CompilerServices;

namespace PrometheusMetrics;

/// <summary>A metric with labels: one instrument for each combination of label values.</summary>
/// <typeparam name="TInstrument">The type of the instruments, such as <see cref="ICounter"/>.</typeparam>
/// <remarks>Label values are in the order of the label names given at creation. A value that is null counts as an empty one, which
/// Prometheus treats like an absent label. An unpaired surrogate in a value is replaced by U+FFFD.</remarks>
/// <threadsafety>Every member may be called from any thread at any time, also during a scrape.</threadsafety>
public interface IMetricFamily<TInstrument>
    where TInstrument : class
{
    /// <summary>Returns the series with these label values, which is created on first use. The same values return the same instrument until
    /// it is removed, or expires while no reference to it is held, so you may keep it. Finding an existing series takes no lock and
    /// allocates nothing. Once the family has <see cref="InstrumentOptions.SeriesLimit"/> series, new label values return the shared
    /// overflow series, without a lock or an allocation too.</summary>
    /// <param name="labelValues">One value for each label name, in the order of the names.</param>
    /// <exception cref="ArgumentException">There are more or fewer values than label names.</exception>
    TInstrument WithLabels(params ReadOnlySpan<string> labelValues);

    /// <summary>Removes one series. An instrument that you still hold is no longer exposed; the next <see cref="WithLabels"/> with these
    /// values creates a new one with its initial value. The cost does not depend on the number of series.</summary>
    /// <param name="labelValues">One value for each label name, in the order of the names.</param>
    /// <returns>Whether a series was removed. Always false for a family without label names, which keeps its only series.</returns>
    /// <exception cref="ArgumentException">There are more or fewer values than label names.</exception>
    bool Remove(params ReadOnlySpan<string> labelValues);

    /// <summary>Hides one series: it is no longer exposed until the next write. It keeps its value, and instruments that you hold remain
    /// valid. Every write exposes it again, also one that changes nothing, such as setting a gauge to its current value or incrementing
    /// by zero; <see cref="WithLabels"/> alone does not. A write at the same time as this call counts as before or after it.</summary>
    /// <param name="labelValues">One value for each label name, in the order of the names. A family without label names hides its only
    /// series.</param>
    /// <returns>Whether there is such a series, hidden before or not.</returns>
    /// <remarks>A hidden series stays in memory and counts towards <see cref="InstrumentOptions.SeriesLimit"/> until it is removed, or
    /// expires by <see cref="InstrumentOptions.IdleTimeout"/>.</remarks>
    /// <exception cref="ArgumentException">There are more or fewer values than label names.</exception>
    bool Hide(params ReadOnlySpan<string> labelValues);

    /// <summary>Removes every series whose label values satisfy <paramref name="predicate"/>. The cost grows with the number of
    /// series.</summary>
    /// <param name="predicate">A function that receives the label values of one series, in the order of the names and none of them null,
    /// and returns whether to remove it. It must not use the family.</param>
    /// <returns>The number of series that were removed.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="predicate"/> is null.</exception>
    int RemoveWhere(Func<ReadOnlySpan<string>, bool> predicate);

    /// <summary>Removes every series. A family without label names keeps its only series.</summary>
    void Clear();

    /// <summary>Returns a view of this family whose label values are typed. The same type and the same conversion return the same view,
    /// without a lock or an allocation.</summary>
    /// <typeparam name="TLabels">The type of the labels. Without a conversion it is the type of the only label value (<c>Channel</c>) or a
    /// value tuple of one value for each label (<c>(Channel, bool)</c>).</typeparam>
    /// <param name="convert">A function that converts the labels to one value for each label, in the order of the names:
    /// <c>order =&gt; (order.Channel, order.Paid)</c>. For one label, write <c>ValueTuple.Create(order.Channel)</c>. It is called if no
    /// series is found by equal labels, so it must return equal values for equal labels. They are read before the call of the view returns,
    /// so an object of the thread may be returned again and again. The family keeps the views of the latest 16 conversions: use a lambda
    /// that captures nothing, because a lambda with captures is a new conversion at each call. Null if the labels are the values.</param>
    /// <exception cref="InvalidOperationException">The family has no labels, or their number differs from the number of values of the type.
    /// The number of values that a conversion returns is checked when it is called.</exception>
    IMetricFamily<TInstrument, TLabels> WithLabelTypes<TLabels>(Func<TLabels, ITuple>? convert = null)
        where TLabels : notnull;
}
