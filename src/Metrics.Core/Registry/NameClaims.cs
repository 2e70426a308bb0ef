using Metrics.Collection;

namespace Metrics.Registry;

/// <summary>Who owns which name. Not thread-safe.</summary>
internal sealed class NameClaims
{
    private readonly Dictionary<string, Claim> _owners = new(StringComparer.Ordinal);

    /// <summary>Says, in a sentence for users, which of the family's names belongs to another family; null if all are free.</summary>
    public string? FindConflict(MetricDescriptor descriptor)
    {
        foreach (var name in SampleNames.Of(descriptor))
        {
            if (_owners.TryGetValue(name, out var owner))
            {
                return $"'{descriptor}' can't be registered: the name '{name}' belongs to '{owner.Descriptor}' already, and Prometheus could not tell them apart. Choose another name.";
            }
        }

        return null;
    }

    /// <summary>Takes all names of the families, or none of them.</summary>
    /// <returns>The conflict, if there is one, in a sentence for users.</returns>
    public string? TryAdd(ReadOnlySpan<MetricDescriptor> descriptors, ICollector collector)
    {
        for (var i = 0; i < descriptors.Length; i++)
        {
            if (FindConflict(descriptors[i]) is { } conflict)
            {
                foreach (var claimed in descriptors[..i])
                {
                    Remove(claimed);
                }

                return conflict;
            }

            foreach (var name in SampleNames.Of(descriptors[i]))
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

    internal readonly record struct Claim(MetricDescriptor Descriptor, ICollector Collector);
}
