using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Registry;

/// <summary>The names that families have in an escaping scheme, and the family that owns each. Not thread-safe while families are
/// added.</summary>
/// <param name="escaping">The scheme.</param>
/// <param name="registered">Other reservations that come first, or null.</param>
internal sealed class EscapedReservations(NameEscaping escaping, EscapedReservations? registered = null)
{
    private readonly NameTable _names = new(escaping);

    public NameEscaping Escaping => escaping;

    /// <summary>Returns whether the name of a counter or info without its suffix is a name of another family too.</summary>
    public bool IsShared(MetricDescriptor family) => _names.IsShared(family) || registered?.IsShared(family) == true;

    /// <summary>Reserves the names of a family, unless one of them belongs to another family.</summary>
    /// <returns>Null, or the other family.</returns>
    public MetricDescriptor? TryAdd(MetricDescriptor family)
    {
        if (FindOther(family) is not { } owner)
        {
            _names.Add(new NameOwner(family, family));
            return null;
        }

        // Several collectors may share a family.
        return owner.Name == family.Name ? null : owner;
    }

    private MetricDescriptor? FindOther(MetricDescriptor family) =>
        registered?.FindOther(family) ?? _names.FindConflict(family)?.Owner.Descriptor;
}
