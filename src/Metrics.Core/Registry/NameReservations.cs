using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Registry;

/// <summary>Who owns which name. Not thread-safe.</summary>
internal sealed class NameReservations
{
    private readonly Dictionary<string, NameOwner> _owners = new(StringComparer.Ordinal);

    /// <summary>The names of collectors that do not clash with one another.</summary>
    public static NameReservations From(IEnumerable<Registration> registrations)
    {
        var reservations = new NameReservations();
        foreach (var registration in registrations)
        {
            reservations.TryAdd(registration.Descriptors, registration.Collector);
        }

        return reservations;
    }

    /// <summary>Says, in a sentence for users, which of the family's names belongs to another family; null if all are free.</summary>
    public string? FindConflict(MetricDescriptor descriptor) => FindConflict(descriptor, SampleNames.Get(descriptor));

    /// <summary>Takes all names of all families, or none.</summary>
    /// <returns>Null, or the conflict, in a sentence for users.</returns>
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
                return $"'{descriptor}' can't be registered: the name '{name}' belongs to '{owner.Descriptor}' already, and Prometheus could not tell them apart. Choose another name.";
            }
        }

        return null;
    }

    internal readonly record struct NameOwner(MetricDescriptor Descriptor, ICollector Collector);
}
