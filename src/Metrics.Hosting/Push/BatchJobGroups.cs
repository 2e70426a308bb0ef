using System.Net;
using System.Runtime.ExceptionServices;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Pushgateway;

namespace PrometheusMetrics.Hosting;

/// <summary>Pushes the outcome of each batch job to a group of its own, so that no other job and no later process deletes the time of its
/// last success. An outcome is sent until one Pushgateway has accepted it, and then no more.</summary>
internal sealed class BatchJobGroups(BatchJobs jobs)
{
    private readonly Dictionary<string, (BatchJobOutcome Outcome, Uri Group)> _accepted = [];

    /// <summary>Pushes the outcomes that the gateway does not have yet.</summary>
    /// <param name="createTarget">A function that creates the target of a job.</param>
    /// <param name="createClient">A function that creates the client of a target.</param>
    /// <param name="filter">The condition for the families to push, or null.</param>
    /// <param name="labels">The labels of every series.</param>
    /// <param name="cancellationToken">The token that cancels the push.</param>
    public async Task PushAsync(
        Func<string, PushgatewayTarget> createTarget,
        Func<PushgatewayTarget, PushgatewayClient> createClient,
        Func<MetricDescriptor, bool>? filter,
        LabelSet labels,
        CancellationToken cancellationToken)
    {
        PushgatewayException? rejection = null;
        foreach (var job in jobs.All)
        {
            try
            {
                await PushAsync(job, createTarget, createClient, filter, labels, cancellationToken).ConfigureAwait(false);
            }
            catch (PushgatewayException exception) when (exception.StatusCode is HttpStatusCode.BadRequest)
            {
                // The gateway rejects this group, and may accept the others.
                rejection ??= exception;
            }
        }

        if (rejection is not null)
        {
            ExceptionDispatchInfo.Throw(rejection);
        }
    }

    private async Task PushAsync(
        BatchJob job,
        Func<string, PushgatewayTarget> createTarget,
        Func<PushgatewayTarget, PushgatewayClient> createClient,
        Func<MetricDescriptor, bool>? filter,
        LabelSet labels,
        CancellationToken cancellationToken)
    {
        if (job.Outcome is not { } outcome)
        {
            return;
        }

        var target = createTarget(job.Name);
        if (_accepted.GetValueOrDefault(job.Name) != (outcome, target.Address))
        {
            using var client = createClient(target);
            var labelled = outcome with { Labels = labels };
            await client.PushAddAsync(filter is null ? labelled : new FilteredSource(labelled, filter), cancellationToken)
                .ConfigureAwait(false);
            _accepted[job.Name] = (outcome, target.Address);
        }
    }
}
