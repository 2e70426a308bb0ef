using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Registry;

/// <summary>An immutable snapshot of what is registered, sorted for readers.</summary>
internal sealed class RegistryContent
{
    private readonly IStreamableFamily[] _families;
    private readonly Registration[] _streaming;
    private readonly Registration[] _custom;

    // Lazy, because only unchecked collectors need it.
    private readonly Lazy<NameReservations> _reservations;

    // By scheme; empty if all names are legacy names, which stay distinct in every scheme.
    private readonly Lazy<EscapedContent>[] _escaped = [];

    public RegistryContent(IEnumerable<Registration> registrations, NameValidation validation)
    {
        List<IStreamableFamily> families = [];
        List<Registration> streaming = [];
        List<Registration> custom = [];
        registrations = [.. registrations];
        foreach (var registration in registrations)
        {
            switch (registration.Collector)
            {
                case IStreamableFamily family:
                    families.Add(family);
                    break;
                case StreamingCollector collector:
                    families.AddRange(collector.Families);
                    streaming.Add(registration);
                    break;
                default:
                    custom.Add(registration);
                    break;
            }
        }

        families.Sort(FamilyOrder.Instance);
        _families = [.. families];
        _streaming = [.. streaming];
        _custom = [.. custom];
        _reservations = new Lazy<NameReservations>(() => NameReservations.From(registrations));
        if (validation == NameValidation.Utf8)
        {
            _escaped = Array.ConvertAll(
                Enum.GetValues<NameEscaping>(),
                escaping => new Lazy<EscapedContent>(() => new EscapedContent(escaping, registrations, _families)));
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

    /// <summary>Adds families to those of a collection.</summary>
    /// <param name="families">The families of the collection, sorted.</param>
    /// <param name="added">The families to add, in any order. The list is sorted in place, and those of the same name become one.</param>
    public static IStreamableFamily[] Merge(IStreamableFamily[] families, List<IStreamableFamily> added)
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

    private static IStreamableFamily[] Without(IStreamableFamily[] families, Registration failed)
    {
        var omitted = ((StreamingCollector)failed.Collector).Families;
        return Array.FindAll(families, family => !omitted.Contains(family));
    }

    // Separate methods, because the closure would otherwise be allocated for each request.
    private static Registration[] Wanted(Registration[] registrations, CollectionRequest request) =>
        Array.FindAll(registrations, registration => registration.MayReport(request));

    private static IStreamableFamily[] Wanted(IStreamableFamily[] families, CollectionRequest request) =>
        Array.FindAll(families, family => request.Wants(family.Descriptor));
}
