using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Registry;

/// <summary>Who owns which name. Not thread-safe.</summary>
internal sealed class NameClaims
{
    private readonly Dictionary<string, Claim> _owners = new(StringComparer.Ordinal);

    /// <summary>The names of collectors that do not clash with one another.</summary>
    public static NameClaims Of(IEnumerable<Registration> registrations)
    {
        var claims = new NameClaims();
        foreach (var registration in registrations)
        {
            claims.TryAdd(registration.Descriptors, registration.Collector);
        }

        return claims;
    }

    /// <summary>Says, in a sentence for users, which of the family's names belongs to another family; null if all are free.</summary>
    public string? FindConflict(MetricDescriptor descriptor) => FindConflict(descriptor, SampleNames.Of(descriptor));

    /// <summary>Takes all names of all families, or none.</summary>
    /// <returns>Null, or the conflict, in a sentence for users.</returns>
    public string? TryAdd(ReadOnlySpan<MetricDescriptor> descriptors, ICollector collector)
    {
        for (var i = 0; i < descriptors.Length; i++)
        {
            var names = SampleNames.Of(descriptors[i]);
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
                _owners.Add(name, new Claim(descriptors[i], collector));
            }
        }

        return null;
    }

    public void Remove(MetricDescriptor descriptor)
    {
        foreach (var name in SampleNames.Of(descriptor))
        {
            _owners.Remove(name);
        }
    }

    public bool TryGetOwner(string name, out Claim owner) => _owners.TryGetValue(name, out owner);

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

    internal readonly record struct Claim(MetricDescriptor Descriptor, ICollector Collector);
}
