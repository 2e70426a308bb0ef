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

    /// <summary>Takes all names of the family, which must be free.</summary>
    public void Add(MetricDescriptor descriptor, ICollector collector)
    {
        foreach (var name in SampleNames.Of(descriptor))
        {
            _owners.Add(name, new Claim(descriptor, collector));
        }
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
