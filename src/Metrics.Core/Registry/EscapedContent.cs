using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Registry;

/// <summary>What is registered, in an escaping scheme: without the families of which a name becomes equal to that of a family that was
/// registered earlier. Immutable.</summary>
internal sealed class EscapedContent
{
    private readonly EscapedReservations _reservations;
    private readonly Dictionary<string, (MetricDescriptor Family, MetricDescriptor Other)> _leftOut = new(StringComparer.Ordinal);

    /// <param name="escaping">The scheme.</param>
    /// <param name="registrations">All registrations.</param>
    /// <param name="families">The streaming families, sorted.</param>
    public EscapedContent(NameEscaping escaping, IEnumerable<Registration> registrations, IStreamableFamily[] families)
    {
        _reservations = new EscapedReservations(escaping);
        foreach (var descriptor in registrations.OrderBy(registration => registration.Number).SelectMany(one => one.Descriptors))
        {
            if (_reservations.TryAdd(descriptor) is { } other)
            {
                _leftOut.TryAdd(descriptor.Name, (descriptor, other));
            }
        }

        Families = KeptNameFamily.Replace(
            _leftOut.Count == 0 ? families : Array.FindAll(families, family => !_leftOut.ContainsKey(family.Descriptor.Name)),
            _reservations.IsShared);
    }

    /// <summary>The streaming families that can be written, sorted.</summary>
    public IStreamableFamily[] Families { get; }

    /// <summary>Records the requested families that are left out.</summary>
    public void Record(in CollectionRequest request, CollectorOutcomes outcomes)
    {
        foreach (var (family, other) in _leftOut.Values)
        {
            if (request.Wants(family))
            {
                outcomes.RecordLeftOut(family.Name, other.Name, _reservations.Escaping);
            }
        }
    }

    /// <summary>Removes what custom collectors have reported and can't be written. Families of collectors without descriptors are compared
    /// with all that are registered, and with each other in the order of the reports.</summary>
    /// <returns>The names of all families.</returns>
    public EscapedReservations RemoveFrom(List<IStreamableFamily> reported, in CollectionRequest request, CollectorOutcomes outcomes)
    {
        var reservations = new EscapedReservations(_reservations.Escaping, _reservations);
        for (var i = 0; i < reported.Count; i++)
        {
            var family = reported[i].Descriptor;
            var isRegistered = _leftOut.ContainsKey(family.Name);
            var other = isRegistered ? null : reservations.TryAdd(family);
            if (other is not null && request.Wants(family))
            {
                outcomes.RecordLeftOut(family.Name, other.Name, _reservations.Escaping);
            }

            if (isRegistered || other is not null)
            {
                reported.RemoveAt(i--);
            }
        }

        return reservations;
    }
}
