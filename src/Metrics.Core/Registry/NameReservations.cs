using System.Diagnostics.CodeAnalysis;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Registry;

/// <summary>The reserved names, and the family that owns each. Not thread-safe.</summary>
internal sealed class NameReservations
{
    private readonly NameTable _names = new(NameEscaping.AllowUtf8);

    public bool IsEmpty => _names.IsEmpty;

    /// <summary>Creates the reservations of collectors whose names do not conflict.</summary>
    public static NameReservations From(IEnumerable<Registration> registrations)
    {
        var reservations = new NameReservations();
        foreach (var registration in registrations)
        {
            reservations.TryAdd(registration.Descriptors, registration.Collector);
        }

        return reservations;
    }

    /// <summary>Returns what owns the names of a collector's families: the family that it shares with others, or the collector.</summary>
    public static object FamilyOf(ICollector collector) => (collector as ISharingCollector)?.Family ?? collector;

    /// <summary>Returns whether the name of a counter or info without its suffix is a name of another family too.</summary>
    public bool IsShared(MetricDescriptor descriptor) => _names.IsShared(descriptor);

    /// <summary>Returns the first conflict of a family's names with those of another family, as a message for users, or null if all are
    /// free.</summary>
    public string? FindConflict(MetricDescriptor descriptor) => _names.FindConflict(descriptor) is var (name, owner)
        ? $"'{descriptor}' can't be registered: the name '{ForeignText.Escape(name)}' belongs to '{owner.Descriptor}' already, and " +
            "Prometheus could not distinguish them. Choose another name for one of them, or leave one of them out."
        : null;

    /// <summary>Returns whether one of a family's names belongs to a standard metric of the process or the runtime.</summary>
    public bool IsOfStandardMetric(MetricDescriptor descriptor) =>
        _names.FindConflict(descriptor) is var (_, owner) && owner.Family is StreamingCollector { IsStandard: true };

    /// <summary>Reserves all names of all families, or none. The names of a shared family are reserved as often as it is added.</summary>
    /// <returns>Null, or the conflict, as a message for users.</returns>
    public string? TryAdd(ReadOnlySpan<MetricDescriptor> descriptors, ICollector collector)
    {
        if (collector is ISharingCollector sharing && TryShare(sharing))
        {
            return null;
        }

        for (var i = 0; i < descriptors.Length; i++)
        {
            if (FindConflict(descriptors[i]) is { } conflict)
            {
                foreach (var added in descriptors[..i])
                {
                    Remove(added);
                }

                return conflict;
            }

            _names.Add(new NameOwner(descriptors[i], FamilyOf(collector)));
        }

        return null;
    }

    /// <summary>Frees the names of a family, or removes one of the collectors that share it.</summary>
    public void Remove(MetricDescriptor descriptor)
    {
        if (TryGetOwner(descriptor.Name, out var owner) && --owner.Collectors == 0)
        {
            _names.Remove(owner);
        }
    }

    public bool TryGetOwner(string name, [NotNullWhen(true)] out NameOwner? owner) => _names.TryGetOwner(name, out owner);

    private bool TryShare(ISharingCollector collector)
    {
        if (!TryGetOwner(collector.Descriptor.Name, out var owner) || owner.Family != collector.Family)
        {
            return false;
        }

        owner.Collectors++;
        return true;
    }
}
