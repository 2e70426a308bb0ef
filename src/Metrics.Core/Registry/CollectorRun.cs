using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Registry;

/// <summary>One run of the custom collectors: the report of each is recorded and validated, and omitted as a whole if it is
/// invalid.</summary>
internal sealed class CollectorRun
{
    private readonly Func<MetricDescriptor, string?> _findRegisteredConflict;
    private readonly CollectorOutcomes _outcomes;
    private readonly NameReservations _reported = new();

    public CollectorRun(Func<MetricDescriptor, string?> findRegisteredConflict, CollectorOutcomes outcomes)
    {
        _findRegisteredConflict = findRegisteredConflict;
        _outcomes = outcomes;
    }

    public List<IStreamableFamily> Run(ReadOnlySpan<Registration> registrations, in CollectionRequest request)
    {
        var families = new List<IStreamableFamily>();
        foreach (var registration in registrations)
        {
            request.CancellationToken.ThrowIfCancellationRequested();
            if (registration.MayReport(request))
            {
                foreach (var family in Collect(registration, request))
                {
                    if (request.Wants(family.Descriptor))
                    {
                        families.Add(family);
                    }
                }
            }
        }

        return families;
    }

    private IReadOnlyList<RecordedFamily> Collect(Registration registration, in CollectionRequest request)
    {
        var cancellationToken = request.CancellationToken;
        try
        {
            var recorder = new CollectionRecorder(registration, _outcomes);
            registration.Collector.Collect(recorder, request);
            var families = recorder.Finish();
            if (registration.IsUnchecked)
            {
                Reserve(registration, families);
            }

            _outcomes.RecordSuccess(registration);
            return families;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception)
        {
            // A collector is code of the application, which may throw anything: only its own families are omitted.
            _outcomes.RecordFailure(registration, exception);
            return [];
        }
    }

    private void Reserve(Registration registration, IReadOnlyList<RecordedFamily> families)
    {
        MetricDescriptor[] descriptors = [.. families.Select(family => family.Descriptor)];
        var conflict = descriptors.Select(_findRegisteredConflict).FirstOrDefault(found => found is not null)
            ?? _reported.TryAdd(descriptors, registration.Collector);
        if (conflict is not null)
        {
            throw new InvalidOperationException(conflict);
        }
    }
}
