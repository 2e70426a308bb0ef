namespace PrometheusMetrics.Collection;

/// <summary>Something that reports metric families at each scrape: the way to expose values that live elsewhere.</summary>
/// <remarks>
/// <para>Each collection calls <see cref="Collect"/> anew; nothing is kept from an earlier one. Leave a value out if it can't be had.</para>
/// <para>What a collector reports is checked before it is sent. If it throws, or reports something illegal (a duplicate series, a sample of another
/// type, a family that is not among its descriptors), its families are left out of that collection whole and the error is counted in
/// <c>metrics_collector_errors_total</c>; everything else is sent.</para>
/// </remarks>
/// <threadsafety>Several collections may call <see cref="Collect"/> at once.</threadsafety>
public interface ICollector
{
    /// <summary>The families that it reports, so that a clash of names is refused at registration. Empty: unchecked until the scrape.
    /// Read once, at registration.</summary>
    IReadOnlyList<MetricDescriptor> Descriptors { get; }

    /// <summary>Reports the families as they are now. Synchronous and quick: a source that must wait belongs in a background service that sets gauges.</summary>
    /// <param name="visitor">The visitor that receives them, valid during the call only.</param>
    /// <param name="request">The wanted families, the deadline and the cancellation token. Families that are not wanted may be reported all the same: they are left out.</param>
    void Collect(MetricVisitor visitor, in CollectionRequest request);
}
