namespace PrometheusMetrics.Collection;

/// <summary>The read side of a registry, for exporters.</summary>
/// <threadsafety>Every member may be called from any thread at any time. Readers do not block the code that measures. Several readers
/// may read at once; those that need a custom collector whose call is in progress wait for it, and share its result.</threadsafety>
public interface IMetricSource
{
    /// <summary>Which names the families and their labels may have.</summary>
    /// <value><see cref="NameValidation.Legacy"/>, unless a source says otherwise.</value>
    NameValidation NameValidation => NameValidation.Legacy;

    /// <summary>The labels that every series of the source has in addition to its own. A Pushgateway client leaves out those whose names
    /// are in the grouping key. A source that wraps another one returns the labels of that one.</summary>
    /// <value>None, unless a source says otherwise.</value>
    LabelSet Labels => LabelSet.Empty;

    /// <summary>Begins a collection. Collectors are called now, and the method blocks until they have returned or the deadline has passed;
    /// the series of instruments are read when the reader reaches them.</summary>
    /// <param name="request">The wanted families, the deadline and the cancellation token; by default all families, without a
    /// deadline.</param>
    /// <returns>The reader of the collection, to be disposed.</returns>
    /// <exception cref="CollectionFailedException">A collector failed and <c>FailOnCollectorError</c> is set.</exception>
    /// <exception cref="OperationCanceledException">The token of the request was cancelled before all collectors had returned.</exception>
    /// <exception cref="InvalidOperationException">A collector calls this method during its own <see cref="ICollector.Collect"/>, and the
    /// request includes its families.</exception>
    IMetricReader Read(in CollectionRequest request = default);

    /// <summary>Begins a collection, like <see cref="Read"/>, without blocking a thread while it waits for collectors.</summary>
    /// <param name="request">The wanted families, the deadline and the cancellation token; by default all families, without a
    /// deadline.</param>
    /// <returns>A task with the reader of the collection, to be disposed. It fails with the exceptions of <see cref="Read"/>.</returns>
    /// <remarks>The default implementation calls <see cref="Read"/>.</remarks>
    ValueTask<IMetricReader> ReadAsync(CollectionRequest request = default) => new(Read(request));
}
