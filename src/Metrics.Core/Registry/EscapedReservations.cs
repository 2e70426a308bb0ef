using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Registry;

/// <summary>The names that families have in an escaping scheme, and the family that owns each. Not thread-safe while families are
/// added.</summary>
/// <param name="escaping">The scheme.</param>
/// <param name="registered">Other reservations that come first, or null.</param>
internal sealed class EscapedReservations(NameEscaping escaping, EscapedReservations? registered = null)
{
    private readonly Dictionary<string, MetricDescriptor> _owners = new(StringComparer.Ordinal);

    public NameEscaping Escaping => escaping;

    /// <summary>Reserves the names of a family, unless one of them belongs to another family.</summary>
    /// <returns>Null, or the other family.</returns>
    public MetricDescriptor? TryAdd(MetricDescriptor family)
    {
        var names = SampleNames.Get(family, escaping);
        foreach (var name in names)
        {
            // Several collectors may share a family.
            if (FindOwner(name) is { } owner && owner.Name != family.Name)
            {
                return owner;
            }
        }

        foreach (var name in names)
        {
            _owners[name] = family;
        }

        return null;
    }

    private MetricDescriptor? FindOwner(string name) => registered?.FindOwner(name) ?? _owners.GetValueOrDefault(name);
}
