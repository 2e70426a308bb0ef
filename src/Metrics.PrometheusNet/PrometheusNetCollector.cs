#pragma warning disable CA1001 // An export may release the semaphore after everything else has ended; it has no wait handle to free.

using System.Runtime.ExceptionServices;
using Prometheus;
using PrometheusMetrics.Collection;
using ICollector = PrometheusMetrics.Collection.ICollector;

namespace PrometheusMetrics.PrometheusNet;

/// <summary>Reports the metrics of a registry of prometheus-net, so that one scrape shows the metrics of both libraries. A host adds it
/// with
/// <c>AddPrometheusNetRegistry</c>; outside a host, register it in a <see cref="MetricRegistry"/>.</summary>
/// <remarks>
/// <para>Names, types, help texts, labels and exemplars are those of prometheus-net; no name is changed. A counter whose name does not end
/// in
/// <c>_total</c> keeps its name. The buckets and the count of a histogram always agree.</para>
/// <para>At each collection, the other registry exports its metrics once, and what it writes is read once. Simultaneous scrapes share that.
/// Its callbacks before a collection run then, and have the time that other collectors have: a collection does not wait longer for an
/// asynchronous callback, nor does it start another export before the last one has ended.</para>
/// <para>A family with a name of a metric of this library, or one that can't be read, is left out alone: see
/// <see cref="ICollector.HasIndependentFamilies"/>. Of a counter that is NaN, which prometheus-net accepts, only that series is left
/// out.</para>
/// <para>prometheus-net writes the label values of exemplars without escaping them. A value that contains a double quote or a line break
/// costs its exemplar, but a text that a client chose could look like other series. Use only identifiers, such as those of traces, as
/// exemplars.</para>
/// </remarks>
/// <threadsafety>Every member may be called from any thread. Collections of several registries take turns.</threadsafety>
/// <example><code>registry.Register(new PrometheusNetCollector());</code></example>
public sealed class PrometheusNetCollector : ICollector
{
    // Held until an export has ended, even if nothing waits for it any more.
    private readonly SemaphoreSlim _turn = new(1);
    private readonly FamilyCache _families = new();

    /// <summary>Creates a collector of the metrics of prometheus-net's static registry,
    /// <c>Prometheus.Metrics.DefaultRegistry</c>.</summary>
    public PrometheusNetCollector()
        : this(Metrics.DefaultRegistry)
    {
    }

    /// <summary>Creates a collector of the metrics of a registry of prometheus-net.</summary>
    /// <param name="registry">The registry of prometheus-net.</param>
    /// <exception cref="ArgumentNullException"><paramref name="registry"/> is null.</exception>
    public PrometheusNetCollector(CollectorRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        Registry = registry;
    }

    /// <summary>The registry of prometheus-net.</summary>
    public CollectorRegistry Registry { get; }

    /// <summary>Empty, because a registry of prometheus-net does not tell its metrics before a collection.</summary>
    public IReadOnlyList<MetricDescriptor> Descriptors => [];

    /// <inheritdoc/>
    /// <value>true</value>
    public bool HasIndependentFamilies => true;

    /// <inheritdoc/>
    /// <exception cref="OperationCanceledException">The token was cancelled before the other registry had exported its metrics.</exception>
    public void Collect(MetricVisitor visitor, in CollectionRequest request)
    {
        ArgumentNullException.ThrowIfNull(visitor);
        _turn.Wait(request.CancellationToken);
        var page = new PageReader(new FamilyReader(visitor, _families));
        var export = ExportAsync(page, request.CancellationToken);
        try
        {
            export.Wait(request.CancellationToken);
            page.Complete();
            _families.RemoveUnused();
        }
        catch (AggregateException failure)
        {
            request.CancellationToken.ThrowIfCancellationRequested();
            ExceptionDispatchInfo.Throw(failure.GetBaseException());
        }
        finally
        {
            page.Close();
            _ = export.ContinueWith(
                _ => _turn.Release(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    // A method of its own, which returns an exception in its task.
    private async Task ExportAsync(PageReader page, CancellationToken cancellationToken)
    {
        var output = new PageStream(page);
        await using (output.ConfigureAwait(false))
        {
            // OpenMetrics, because the older format has no exemplars. What it calls unknown is always a counter.
            await Registry.CollectAndExportAsTextAsync(output, ExpositionFormat.OpenMetricsText, cancellationToken).ConfigureAwait(false);
        }
    }
}
