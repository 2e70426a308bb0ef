namespace PrometheusMetrics.Collection;

/// <summary>Reports metric families at each scrape. Implement it to expose values that are kept elsewhere.</summary>
/// <remarks>
/// <para>Each collection calls <see cref="Collect"/> again; nothing is kept from an earlier one. Leave out a value that is not
/// available.</para>
/// <para>What a collector reports is checked before it is sent. If it throws, or reports something illegal (a duplicate series, a sample of
/// another type, a family that is not one of its descriptors), all its families are left out of that collection, and the error is counted
/// in <c>metrics_collector_errors_total</c>. The other families are sent, unless <c>FailOnCollectorError</c> is set. An invalid exemplar is
/// only left out, and counted in <c>metrics_exemplars_dropped_total</c> at each collection.</para>
/// </remarks>
/// <threadsafety>Several collections may call <see cref="Collect"/> at once.</threadsafety>
public interface ICollector
{
    /// <summary>The families that the collector reports, so that name conflicts are rejected at registration. If empty, names are checked
    /// at each scrape. Read once, at registration.</summary>
    IReadOnlyList<MetricDescriptor> Descriptors { get; }

    /// <summary>Reports the current families. It is synchronous and must be quick: for a source that has to wait, use a background service
    /// that sets gauges.</summary>
    /// <param name="visitor">The visitor that receives the families; valid during the call only.</param>
    /// <param name="request">The wanted families, the deadline and the cancellation token. Families that are not wanted may be reported
    /// too: they are left out.</param>
    void Collect(MetricVisitor visitor, in CollectionRequest request);
}
