using System.Diagnostics.CodeAnalysis;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Registry;

/// <summary>The reserved names, and the family that owns each. Not thread-safe.</summary>
internal sealed class NameReservations
{
    private readonly Dictionary<string, NameOwner> _owners = new(StringComparer.Ordinal);

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

    /// <summary>Returns the first conflict of a family's names with those of another family, as a message for users, or null if all are
    /// free.</summary>
    public string? FindConflict(MetricDescriptor descriptor) => FindConflict(descriptor, SampleNames.Get(descriptor));

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
            var names = SampleNames.Get(descriptors[i]);
            if (FindConflict(descriptors[i], names) is { } conflict)
            {
                foreach (var added in descriptors[..i])
                {
                    Remove(added);
                }

                return conflict;
            }

            var owner = new NameOwner(descriptors[i], FamilyOf(collector));
            foreach (var name in names)
            {
                _owners.Add(name, owner);
            }
        }

        return null;
    }

    /// <summary>Frees the names of a family, or removes one of the collectors that share it.</summary>
    public void Remove(MetricDescriptor descriptor)
    {
        var names = SampleNames.Get(descriptor);
        if (--_owners[names[0]].Collectors > 0)
        {
            return;
        }

        foreach (var name in names)
        {
            _owners.Remove(name);
        }
    }

    public bool TryGetOwner(string name, [NotNullWhen(true)] out NameOwner? owner) => _owners.TryGetValue(name, out owner);

    private bool TryShare(ISharingCollector collector)
    {
        if (!TryGetOwner(collector.Descriptor.FamilyName, out var owner) || owner.Family != collector.Family)
        {
            return false;
        }

        owner.Collectors++;
        return true;
    }

    private string? FindConflict(MetricDescriptor descriptor, string[] names)
    {
        foreach (var name in names)
        {
            if (TryGetOwner(name, out var owner))
            {
                return $"'{descriptor}' can't be registered: the name '{ForeignText.Escape(name)}' belongs to '{owner.Descriptor}' " +
                    "already, and Prometheus could not distinguish them. Choose another name.";
            }
        }

        return null;
    }
}
