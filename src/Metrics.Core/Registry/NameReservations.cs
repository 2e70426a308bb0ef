using PrometheusMetrics.Collection;

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

    /// <summary>Returns the first conflict of a family's names with those of another family, as a message for users, or null if all are
    /// free.</summary>
    public string? FindConflict(MetricDescriptor descriptor) => FindConflict(descriptor, SampleNames.Get(descriptor));

    /// <summary>Reserves all names of all families, or none.</summary>
    /// <returns>Null, or the conflict, as a message for users.</returns>
    public string? TryAdd(ReadOnlySpan<MetricDescriptor> descriptors, ICollector collector)
    {
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

            foreach (var name in names)
            {
                _owners.Add(name, new NameOwner(descriptors[i], collector));
            }
        }

        return null;
    }

    public void Remove(MetricDescriptor descriptor)
    {
        foreach (var name in SampleNames.Get(descriptor))
        {
            _owners.Remove(name);
        }
    }

    public bool TryGetOwner(string name, out NameOwner owner) => _owners.TryGetValue(name, out owner);

    private string? FindConflict(MetricDescriptor descriptor, string[] names)
    {
        foreach (var name in names)
        {
            if (_owners.TryGetValue(name, out var owner))
            {
                return $"'{descriptor}' can't be registered: the name '{name}' belongs to '{owner.Descriptor}' already, " +
                    "and Prometheus could not distinguish them. Choose another name.";
            }
        }

        return null;
    }

    internal readonly record struct NameOwner(MetricDescriptor Descriptor, ICollector Collector);
}
