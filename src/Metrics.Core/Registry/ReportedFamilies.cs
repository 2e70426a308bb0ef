using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Registry;

/// <summary>The families that the custom collectors reported in one collection. The report of each was validated when it was recorded, and
/// is omitted as a whole if it is invalid, unless its families are independent.</summary>
internal sealed class ReportedFamilies
{
    private readonly RegistryContent _content;
    private readonly CollectorOutcomes _outcomes;

    public ReportedFamilies(RegistryContent content, CollectorOutcomes outcomes)
    {
        _content = content;
        _outcomes = outcomes;
    }

    /// <summary>The requested families that were reported, in the order of the reports.</summary>
    public List<IStreamableFamily> Families { get; } = [];

    /// <summary>The names of the families that collectors without descriptors have reported.</summary>
    public NameReservations Names { get; } = new();

    /// <summary>Adds the families of the reports, and records the outcome of each collector.</summary>
    /// <exception cref="CollectionFailedException">A collector failed, and the registry is configured to fail on errors.</exception>
    public void Read(CollectorRun run, in CollectionRequest request)
    {
        foreach (var (registration, report) in run.GetReports())
        {
            var isIndependent = registration.HasIndependentFamilies;
            if ((report.Failure ?? (isIndependent ? null : FindConflict(registration, report.Families))) is { } failure)
            {
                _outcomes.RecordFailure(registration, failure);
                continue;
            }

            if (!report.IsLate)
            {
                _outcomes.RecordSuccess(registration);
            }

            foreach (var (family, reason) in report.LeftOut)
            {
                _outcomes.RecordLeftOut(registration, family, reason);
            }

            foreach (var family in report.Families)
            {
                var isLeftOut = isIndependent && IsLeftOut(registration, family.Descriptor, request);
                if (!isLeftOut && request.Wants(family.Descriptor))
                {
                    Families.Add(family);
                }
            }
        }
    }

    // The names of an unchecked collector may differ in each report.
    private InvalidOperationException? FindConflict(Registration registration, IReadOnlyList<RecordedFamily> families)
    {
        if (!registration.IsUnchecked)
        {
            return null;
        }

        MetricDescriptor[] descriptors = [.. families.Select(family => family.Descriptor)];
        var conflict = descriptors.Select(_content.FindConflict).FirstOrDefault(found => found is not null)
            ?? Names.TryAdd(descriptors, registration.Collector);
        return conflict is null ? null : new InvalidOperationException(conflict);
    }

    private bool IsLeftOut(Registration registration, MetricDescriptor family, in CollectionRequest request)
    {
        if (!registration.IsUnchecked)
        {
            return false;
        }

        var conflict = _content.FindConflict(family) ?? Names.TryAdd([family], registration.Collector);
        if (conflict is not null && request.Wants(family))
        {
            _outcomes.RecordLeftOut(registration, family.Name, conflict, _content.IsOfStandardMetric(family));
        }

        return conflict is not null;
    }
}
