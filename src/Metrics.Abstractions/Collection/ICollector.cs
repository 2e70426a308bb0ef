namespace PrometheusMetrics.Collection;

/// <summary>Reports metric families at each scrape. Implement it to expose values that are kept elsewhere.</summary>
/// <remarks>
/// <para>A registry calls its collectors one after the other on a background thread, which is not a thread of the pool. It waits for them
/// until a timeout (5 seconds by default) or the deadline of the request. A collector that takes longer counts as failing, and is not
/// called again before it has returned; collections that need it before then wait for that call.</para>
/// <para>Each call reports everything again; nothing is kept from an earlier one. Leave out a value that is not
/// available.</para>
/// <para>What a collector reports is checked before it is sent. If it throws, or reports something illegal (a duplicate series, a sample of
/// another type, a family that is not one of its descriptors), all its families are left out of that collection, and the error is counted
/// in <c>metrics_collector_errors_total</c>. The other families are sent, unless <c>FailOnCollectorError</c> is set. An invalid exemplar is
/// only left out, and counted in <c>metrics_exemplars_dropped_total</c> at each collection. See <see cref="HasIndependentFamilies"/> for
/// collectors that lose less.</para>
/// </remarks>
/// <threadsafety>A registry never calls <see cref="Collect"/> twice at once. Several registries may do so, if the collector is registered
/// in each, and different collectors may be called at once.</threadsafety>
public interface ICollector
{
    /// <summary>The families that the collector reports, so that name conflicts are rejected at registration. If empty, names are checked
    /// at each scrape. Read once, at registration.</summary>
    IReadOnlyList<MetricDescriptor> Descriptors { get; }

    /// <summary>Whether the families have nothing to do with each other, as those of another library: a family that is illegal, or that has
    /// a name of another family, is left out alone, and of two series with the same labels the first is kept. Each collection of this kind
    /// is counted in <c>metrics_families_left_out_total</c>, except if the other family is a standard metric of the process or the runtime,
    /// which shows the same. None of this is a failure of the collector. Read once, at registration.</summary>
    /// <value>false by default: all families are left out together.</value>
    bool HasIndependentFamilies => false;

    /// <summary>Reports the current families. It is synchronous and must be quick: for a source that has to wait, use a background service
    /// that sets gauges.</summary>
    /// <param name="visitor">The visitor that receives the families; valid during the call only.</param>
    /// <param name="request">The deadline, and a token that is cancelled when it has passed. A registry requests all families.</param>
    void Collect(MetricVisitor visitor, in CollectionRequest request);
}
