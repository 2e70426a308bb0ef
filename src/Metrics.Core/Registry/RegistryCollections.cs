using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Registry;

/// <summary>Begins the collections of a registry: refreshes the streaming collectors, and calls the custom ones.</summary>
internal sealed class RegistryCollections
{
    private readonly CollectorThreads _threads = new();
    private readonly CollectorOutcomes _outcomes;
    private readonly TimeProvider _timeProvider;
    private readonly TimeSpan _collectorTimeout;

    public RegistryCollections(MetricRegistryOptions options, RegistryMetrics selfMetrics)
    {
        _outcomes = new CollectorOutcomes(selfMetrics, options.FailOnCollectorError, options.TimeProvider);
        _timeProvider = options.TimeProvider;
        _collectorTimeout = options.CollectorTimeout;
    }

    /// <summary>Begins a collection. Blocks while custom collectors are called.</summary>
    /// <exception cref="CollectionFailedException">A collector failed, and the registry is configured to fail on errors.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before all collectors had returned.</exception>
    public IMetricReader Read(RegistryContent content, in CollectionRequest request)
    {
        var families = content.Refresh(request, _outcomes);
        if (CallCustom(content, request) is not { } run)
        {
            return new RegistryReader(families, request.Order);
        }

        run.Wait();
        return CreateReader(content, families, run, request);
    }

    /// <summary>Begins a collection. Needs no thread while custom collectors are called.</summary>
    public ValueTask<IMetricReader> ReadAsync(RegistryContent content, in CollectionRequest request)
    {
        try
        {
            var families = content.Refresh(request, _outcomes);
            return CallCustom(content, request) is { } run
                ? new(CreateReaderAsync(content, families, run, request).Unwrap())
                : new(new RegistryReader(families, request.Order));
        }
        catch (Exception exception)
        {
            return ValueTask.FromException<IMetricReader>(exception);
        }
    }

    /// <summary>Ends the thread that is kept for the next collection.</summary>
    public void StopThreads() => _threads.Stop();

    private CollectorRun? CallCustom(RegistryContent content, in CollectionRequest request)
    {
        var custom = content.GetCustom(request);
        if (custom.Length == 0)
        {
            return null;
        }

        var time = new CollectionTime(_timeProvider, _collectorTimeout, request);
        var run = new CollectorRun(custom, _threads, time, _outcomes, request.CancellationToken);
        run.Start();
        return run;
    }

    // A task that is cancelled, instead of an exception for each client that disconnects.
    private async Task<Task<IMetricReader>> CreateReaderAsync(
        RegistryContent content, IStreamableFamily[] families, CollectorRun run, CollectionRequest request) =>
        await run.TryWaitAsync().ConfigureAwait(false)
            ? Task.FromResult<IMetricReader>(CreateReader(content, families, run, request))
            : Task.FromCanceled<IMetricReader>(request.CancellationToken);

    private RegistryReader CreateReader(
        RegistryContent content, IStreamableFamily[] families, CollectorRun run, in CollectionRequest request)
    {
        var reports = new ReportedFamilies(content, _outcomes);
        reports.Read(run, request);
        return new RegistryReader(content.Add(families, reports, request, _outcomes), request.Order);
    }
}
