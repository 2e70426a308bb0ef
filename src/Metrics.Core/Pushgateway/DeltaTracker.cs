using System.Globalization;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Pushgateway;

/// <summary>Pushes to a gateway that adds what it receives, such as prom-aggregation-gateway or Gravel: each push contains only what was
/// added since the last push that the gateway accepted. Create one tracker per gateway, and keep it as long as the metrics.</summary>
/// <remarks>
/// <para>Counters, histograms and summaries are pushed, summaries without their quantiles. Series without additions are left out, except
/// in their first push, so that Prometheus sees the increase from zero. Exemplars, creation times and timestamps are left out.</para>
/// <para>A total that has become smaller, or a series that was created since the previous collection, counts as a total that began again
/// at zero. The first push contains the whole totals, so totals must begin with the process.</para>
/// </remarks>
/// <threadsafety>Used by one thread at a time.</threadsafety>
/// <example><code>
/// var deltas = new DeltaTracker();
/// await deltas.PushAsync(client, registry);
/// </code></example>
public sealed class DeltaTracker
{
    private readonly DeltaFamilies _families = new();
    private readonly DeltaTrackerOptions _options;
    private readonly TimeProvider _timeProvider;
    private DeltaSource? _pending;

    /// <summary>Creates a tracker that has pushed nothing yet.</summary>
    /// <param name="options">Additional options, or null for the defaults.</param>
    /// <exception cref="ArgumentNullException">The time provider is null.</exception>
    public DeltaTracker(DeltaTrackerOptions? options = null)
    {
        _options = options ?? new DeltaTrackerOptions();
        ArgumentNullException.ThrowIfNull(_options.TimeProvider, nameof(options));
        _timeProvider = _options.TimeProvider;
    }

    /// <summary>Collects a source, and pushes what was added since the last push that was accepted (POST). Nothing is sent if there is
    /// nothing to add. If the push fails, the next one contains its additions too.</summary>
    /// <param name="client">The client of the gateway.</param>
    /// <param name="source">The source; the same metrics at each call.</param>
    /// <param name="cancellationToken">The token that cancels the push.</param>
    /// <returns>What was sent; nothing if there was nothing to add.</returns>
    /// <exception cref="PushgatewayException">The gateway rejected the request or could not be reached. If the exception is uncertain, the
    /// additions are sent again only if <see cref="DeltaTrackerOptions.ResendUncertain"/> is set; the message says so.</exception>
    /// <exception cref="CollectionFailedException">A collector failed and <c>FailOnCollectorError</c> is set. Nothing was
    /// sent.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled. If it is a <see cref="PushgatewayCanceledException"/> that is
    /// uncertain, <see cref="DeltaTrackerOptions.ResendUncertain"/> applies too.</exception>
    public async Task<PushResult> PushAsync(PushgatewayClient client, IMetricSource source, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        var delta = await CollectAsync(source, client.CreateRequest(cancellationToken)).ConfigureAwait(false);
        if (delta.SeriesCount == 0)
        {
            delta.Accept();
            return default;
        }

        try
        {
            var result = await client.PushAddAsync(delta, cancellationToken).ConfigureAwait(false);
            delta.Accept();
            return result;
        }
        catch (PushgatewayException exception) when (exception.IsUncertain)
        {
            SettleUncertain(delta);
            throw new PushgatewayException(Explain(exception, delta.SeriesCount), exception)
            {
                StatusCode = exception.StatusCode,
                IsUncertain = true,
            };
        }
        catch (PushgatewayCanceledException exception) when (exception.IsUncertain)
        {
            SettleUncertain(delta);
            throw new PushgatewayCanceledException(Explain(exception, delta.SeriesCount), exception, cancellationToken)
            {
                IsUncertain = true,
            };
        }
        catch
        {
            delta.Reject();
            throw;
        }
    }

    /// <summary>Collects a source, for an exporter of your own. Push the result, then call its <see cref="DeltaSource.Accept"/> or
    /// <see cref="DeltaSource.Reject"/> before the next collection.</summary>
    /// <param name="source">The source; the same metrics at each call.</param>
    /// <param name="request">The wanted families, the deadline and the cancellation token; by default all families.</param>
    /// <returns>What was added since the last delta that was accepted.</returns>
    /// <exception cref="InvalidOperationException">The previous delta was neither accepted nor rejected.</exception>
    /// <exception cref="CollectionFailedException">A collector failed and <c>FailOnCollectorError</c> is set.</exception>
    /// <exception cref="OperationCanceledException">The token of the request was cancelled.</exception>
    public async ValueTask<DeltaSource> CollectAsync(IMetricSource source, CollectionRequest request = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (_pending is { IsSettled: false })
        {
            throw new InvalidOperationException(
                "The previous delta is still pending: call Accept() if it was pushed, or Reject() if it was not, before the next one.");
        }

        _families.BeginCollection(_timeProvider.GetUtcNow(), _options.IncludeGauges);
        using (var reader = await source.ReadAsync(request).ConfigureAwait(false))
        {
            var visitor = new DeltaVisitor(_families);
            while (reader.Read(visitor))
            {
                request.CancellationToken.ThrowIfCancellationRequested();
            }
        }

        return _pending = new DeltaSource(_families.EndCollection(), source);
    }

    private void SettleUncertain(DeltaSource delta)
    {
        if (_options.ResendUncertain)
        {
            delta.Reject();
        }
        else
        {
            delta.Accept();
        }
    }

    private string Explain(Exception exception, int series)
    {
        var consequence = _options.ResendUncertain
            ? "are sent again, and may be counted twice (ResendUncertain is true)"
            : "are not sent again, and may be missing (ResendUncertain is false)";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{exception.Message} It is uncertain whether the gateway has added the push: " +
            $"the additions of {series:N0} series {consequence}.");
    }
}
