using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Registry;

/// <summary>The families that the custom collectors reported in one collection. The report of each was validated when it was recorded, and
/// is omitted as a whole if it is invalid.</summary>
internal sealed class ReportedFamilies
{
    private readonly Func<MetricDescriptor, string?> _findRegisteredConflict;
    private readonly CollectorOutcomes _outcomes;
    private readonly NameReservations _reported = new();

    public ReportedFamilies(Func<MetricDescriptor, string?> findRegisteredConflict, CollectorOutcomes outcomes)
    {
        _findRegisteredConflict = findRegisteredConflict;
        _outcomes = outcomes;
    }

    /// <summary>Returns the requested families, and records the outcome of each collector.</summary>
    /// <exception cref="CollectionFailedException">A collector failed, and the registry is configured to fail on errors.</exception>
    public List<IStreamableFamily> Get(CollectorRun run, in CollectionRequest request)
    {
        var families = new List<IStreamableFamily>();
        foreach (var (registration, report) in run.GetReports())
        {
            if ((report.Failure ?? FindConflict(registration, report.Families)) is { } failure)
            {
                _outcomes.RecordFailure(registration, failure);
                continue;
            }

            if (!report.IsLate)
            {
                _outcomes.RecordSuccess(registration);
            }

            foreach (var family in report.Families)
            {
                if (request.Wants(family.Descriptor))
                {
                    families.Add(family);
                }
            }
        }

        return families;
    }

    // The names of an unchecked collector may differ in each report.
    private InvalidOperationException? FindConflict(Registration registration, IReadOnlyList<RecordedFamily> families)
    {
        if (!registration.IsUnchecked)
        {
            return null;
        }

        MetricDescriptor[] descriptors = [.. families.Select(family => family.Descriptor)];
        var conflict = descriptors.Select(_findRegisteredConflict).FirstOrDefault(found => found is not null)
            ?? _reported.TryAdd(descriptors, registration.Collector);
        return conflict is null ? null : new InvalidOperationException(conflict);
    }
}
