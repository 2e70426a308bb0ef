using PrometheusMetrics.Collection;
using PrometheusMetrics.Pushgateway;

namespace PrometheusMetrics.Hosting;

/// <summary>Pushes to one gateway, each time with the setup that is then in use.</summary>
internal sealed class PushgatewayExporter : IMetricExporter
{
    private readonly Func<PushgatewaySetup> _getSetup;
    private readonly string _httpClient;
    private readonly IHttpClientFactory _httpClients;
    private readonly BatchJobGroups _jobs;
    private readonly PushgatewayDiagnostics _diagnostics;
    private readonly PushedGroups _groups = new();
    private readonly DeltaTrackerOptions _deltaOptions;
    private readonly DeltaTracker _deltas;
    private HttpClient? _lastHttp;

    public PushgatewayExporter(
        Func<PushgatewaySetup> getSetup,
        string httpClient,
        IHttpClientFactory httpClients,
        BatchJobGroups jobs,
        PushgatewayDiagnostics diagnostics,
        TimeProvider timeProvider)
    {
        _getSetup = getSetup;
        _httpClient = httpClient;
        _httpClients = httpClients;
        _jobs = jobs;
        _diagnostics = diagnostics;
        _deltaOptions = new DeltaTrackerOptions { TimeProvider = timeProvider };
        _deltas = new DeltaTracker(_deltaOptions);
        if (getSetup().Target is not null)
        {
            // Created now, because the factory can create no client for a push when the container is disposed without a stop of the host.
            _lastHttp = httpClients.CreateClient(httpClient);
        }
    }

    public async Task ExportAsync(IMetricSource source, CancellationToken cancellationToken)
    {
        var setup = _getSetup();
        if (setup.Target is not null)
        {
            try
            {
                await PushJobsAsync(setup, source, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                await PushAsync(setup, source, cancellationToken).ConfigureAwait(false);
            }

            await DeleteOldGroupsAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task ExportLastAsync(IMetricSource source, CancellationToken cancellationToken)
    {
        var setup = _getSetup();
        if (setup.Target is null)
        {
            return;
        }

        // Before the last push, which may fail until the end.
        _groups.Use(setup);
        await DeleteOldGroupsAsync(cancellationToken).ConfigureAwait(false);
        if (!setup.Options.DeleteOnShutdown)
        {
            await ExportAsync(source, cancellationToken).ConfigureAwait(false);
            return;
        }

        try
        {
            await PushJobsAsync(setup, source, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            using var client = CreateClient(setup, setup.Target);
            await client.DeleteAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The gateway gives the same answer to the same metrics, unless it is overloaded or still starting.</summary>
    public ExportFailureKind Classify(Exception exception) => exception switch
    {
        PushgatewayCanceledException { IsUncertain: false } => ExportFailureKind.Transient,
        PushgatewayException { IsUncertain: true } or OperationCanceledException => ExportFailureKind.Uncertain,
        PushgatewayException { IsRefused: true } => ExportFailureKind.Permanent,
        PushgatewayException { StatusCode: { } status } when (int)status is < 500 and not (408 or 425 or 429) =>
            ExportFailureKind.Permanent,
        _ => ExportFailureKind.Transient,
    };

    /// <summary>Pushes the outcomes of batch jobs, which have groups of their own, before the other metrics: alerts depend on
    /// them.</summary>
    private Task PushJobsAsync(PushgatewaySetup setup, IMetricSource source, CancellationToken cancellationToken) => setup.HasJobGroups
        ? _jobs.PushAsync(
            setup.CreateJobTarget, target => CreateClient(setup, target), setup.Filter, source.Labels, cancellationToken)
        : Task.CompletedTask;

    private async Task PushAsync(PushgatewaySetup setup, IMetricSource source, CancellationToken cancellationToken)
    {
        using var client = CreateClient(setup, setup.Target!);

        // Before the push: the gateway may store it although its answer is lost.
        _groups.Use(setup);
        var content = CreateSource(setup, source);
        var result = setup.Options switch
        {
            { Kind: PushgatewayKind.Aggregating } => await PushDeltaAsync(setup, client, content, cancellationToken).ConfigureAwait(false),
            { Kind: PushgatewayKind.Pushgateway, Method: PushMethod.Put } => await client.PushAsync(content, cancellationToken)
                .ConfigureAwait(false),
            _ => await client.PushAddAsync(content, cancellationToken).ConfigureAwait(false),
        };
        _diagnostics.Pushed(setup, result);
    }

    // One tracker, whatever the target is: each addition is sent once, to the gateway that is then in use.
    private async Task<PushResult> PushDeltaAsync(
        PushgatewaySetup setup, PushgatewayClient client, IMetricSource content, CancellationToken cancellationToken)
    {
        (_deltaOptions.ResendUncertain, _deltaOptions.IncludeGauges) = (setup.Options.ResendUncertain, setup.Options.IncludeGauges);
        _diagnostics.DeltaStarted();
        try
        {
            return await _deltas.PushAsync(client, content, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (
            exception is PushgatewayException { IsUncertain: true } or PushgatewayCanceledException { IsUncertain: true })
        {
            _diagnostics.AnswerLost();
            throw;
        }
    }

    /// <summary>Returns what this push contains.</summary>
    private static IMetricSource CreateSource(PushgatewaySetup setup, IMetricSource source)
    {
        var filtered = setup.Filter is { } filter ? new FilteredSource(source, filter) : source;
        filtered = setup.HasJobGroups ? new FilteredSource(filtered, family => !BatchJobs.IsJobMetric(family)) : filtered;
        return setup.Options.Lease is { } lease ? new LeasedSource(filtered, lease) : filtered;
    }

    private async Task DeleteOldGroupsAsync(CancellationToken cancellationToken)
    {
        foreach (var setup in _groups.TakeOld())
        {
            try
            {
                using var client = CreateClient(setup, setup.Target!);
                await client.DeleteAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is PushgatewayException or PushgatewayCanceledException)
            {
                _diagnostics.OldGroupKept(exception);
            }
        }
    }

    private PushgatewayClient CreateClient(PushgatewaySetup setup, PushgatewayTarget target) =>
        new(CreateHttpClient(), target, setup.CreateClientOptions(_diagnostics.SecretKept));

    // A new one for each push, so that the factory can renew the connections.
    private HttpClient CreateHttpClient()
    {
        try
        {
            return _lastHttp = _httpClients.CreateClient(_httpClient);
        }
        catch (ObjectDisposedException) when (_lastHttp is not null)
        {
            return _lastHttp;
        }
    }
}
