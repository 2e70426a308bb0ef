using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Registry;

/// <summary>An immutable snapshot of what is registered, sorted for readers.</summary>
internal sealed class RegistryContent
{
    private readonly IStreamableFamily[] _families;
    private readonly Registration[] _streaming;
    private readonly Registration[] _custom;

    // Lazy, because only custom collectors need it.
    private readonly Lazy<NameReservations> _reservations;

    // By scheme; empty if all names are legacy names, which stay distinct in every scheme.
    private readonly Lazy<EscapedContent>[] _escaped = [];

    /// <param name="registrations">What is registered.</param>
    /// <param name="reservations">Its names, which are used in the constructor only.</param>
    /// <param name="validation">The names that the registry accepts.</param>
    public RegistryContent(IEnumerable<Registration> registrations, NameReservations reservations, NameValidation validation)
    {
        List<IStreamableFamily> families = [];
        List<Registration> streaming = [];
        List<Registration> custom = [];
        registrations = [.. registrations];
        foreach (var registration in registrations)
        {
            families.AddRange(registration.Families);
            if (registration.Collector is StreamingCollector)
            {
                streaming.Add(registration);
            }
            else if (registration.Collector is not IStreamableFamily)
            {
                custom.Add(registration);
            }
        }

        families.Sort(FamilyOrder.Instance);
        IStreamableFamily[] sorted = [.. families];
        _families = KeptNameFamily.Replace(sorted, reservations.IsShared);
        _streaming = [.. streaming];
        _custom = [.. custom];
        _reservations = new Lazy<NameReservations>(() => NameReservations.From(registrations));
        if (validation == NameValidation.Utf8)
        {
            _escaped = Array.ConvertAll(
                Enum.GetValues<NameEscaping>(),
                escaping => new Lazy<EscapedContent>(() => new EscapedContent(escaping, registrations, sorted)));
        }
    }

    /// <summary>Gets what can be written in the scheme of a request; null if that is everything.</summary>
    public EscapedContent? GetEscaped(in CollectionRequest request) =>
        request.Escaping == NameEscaping.AllowUtf8 || _escaped.Length == 0 ? null : _escaped[(int)request.Escaping].Value;

    /// <summary>Returns the collectors that may report a requested family and whose report has to be recorded.</summary>
    public Registration[] GetCustom(in CollectionRequest request) => request.WantsAll ? _custom : Wanted(_custom, request);

    /// <summary>Refreshes the values of the streaming collectors, and returns the requested streaming families, sorted.</summary>
    /// <exception cref="CollectionFailedException">A collector failed, and the registry is configured to fail on errors.</exception>
    public IStreamableFamily[] Refresh(in CollectionRequest request, CollectorOutcomes outcomes)
    {
        var escaped = GetEscaped(request);
        escaped?.Record(request, outcomes);
        var families = escaped?.Families ?? _families;
        foreach (var registration in _streaming)
        {
            request.CancellationToken.ThrowIfCancellationRequested();
            if (registration.MayReport(request) && !TryRefresh(registration, request, outcomes))
            {
                families = Without(families, registration);
            }
        }

        return request.WantsAll ? families : Wanted(families, request);
    }

    /// <summary>Returns the first conflict of a family's names with those of a registered family, as a message for users, or null if all
    /// are free.</summary>
    public string? FindConflict(MetricDescriptor descriptor) => _reservations.Value.FindConflict(descriptor);

    /// <summary>Returns whether one of a family's names belongs to a standard metric of the process or the runtime.</summary>
    public bool IsOfStandardMetric(MetricDescriptor descriptor) => _reservations.Value.IsOfStandardMetric(descriptor);

    /// <summary>Adds what custom collectors have reported to the other families of a collection.</summary>
    /// <param name="families">The families of the collection, sorted.</param>
    /// <param name="reports">The reports. Families of the same name become one.</param>
    /// <param name="request">The request of the collection.</param>
    /// <param name="outcomes">The recipient of what is left out.</param>
    public IStreamableFamily[] Add(
        IStreamableFamily[] families, ReportedFamilies reports, in CollectionRequest request, CollectorOutcomes outcomes)
    {
        Func<MetricDescriptor, bool> isShared = GetEscaped(request)?.RemoveFrom(reports.Families, request, outcomes) is { } escaped
            ? escaped.IsShared
            : family => _reservations.Value.IsShared(family) || reports.Names.IsShared(family);

        // Unless there are names that are not registered, the other families are as they have to be.
        var others = reports.Names.IsEmpty ? families : KeptNameFamily.Replace(families, isShared);
        return Merge(others, [.. KeptNameFamily.Replace([.. reports.Families], isShared)]);
    }

    private static IStreamableFamily[] Merge(IStreamableFamily[] families, List<IStreamableFamily> added)
    {
        added = SharedFamily.SortAndCombine(added, FamilyOrder.Instance);
        var merged = new IStreamableFamily[families.Length + added.Count];
        var (i, j) = (0, 0);
        while (i < families.Length || j < added.Count)
        {
            var takeFirst = j == added.Count || (i < families.Length && FamilyOrder.Instance.Compare(families[i], added[j]) < 0);
            merged[i + j] = takeFirst ? families[i++] : added[j++];
        }

        return merged;
    }

    private static bool TryRefresh(Registration registration, in CollectionRequest request, CollectorOutcomes outcomes)
    {
        var cancellationToken = request.CancellationToken;
        var began = outcomes.BeginDuration();
        try
        {
            ((StreamingCollector)registration.Collector).Refresh(request);
            outcomes.EndDuration(registration, began);
            outcomes.RecordSuccess(registration);
            return true;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception)
        {
            outcomes.EndDuration(registration, began);
            outcomes.RecordFailure(registration, exception);
            return false;
        }
    }

    private static IStreamableFamily[] Without(IStreamableFamily[] families, Registration failed) => Array.FindAll(
        families, family => !Array.Exists(failed.Descriptors, omitted => omitted.Name == family.Descriptor.Name));

    // Separate methods, because the closure would otherwise be allocated for each request.
    private static Registration[] Wanted(Registration[] registrations, CollectionRequest request) =>
        Array.FindAll(registrations, registration => registration.MayReport(request));

    private static IStreamableFamily[] Wanted(IStreamableFamily[] families, CollectionRequest request) =>
        Array.FindAll(families, family => request.Wants(family.Descriptor));
}
