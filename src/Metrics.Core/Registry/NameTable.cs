using System.Diagnostics.CodeAnalysis;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Registry;

/// <summary>The names of families in one escaping scheme, and the owner of each. Not thread-safe while it is changed.</summary>
internal sealed class NameTable(NameEscaping escaping)
{
    private readonly Dictionary<string, NameOwner> _samples = new(StringComparer.Ordinal);

    // A name of these may have two owners.
    private readonly Dictionary<string, NameOwner[]> _created = new(StringComparer.Ordinal);
    private readonly Dictionary<string, NameOwner[]> _withoutSuffix = new(StringComparer.Ordinal);

    public bool IsEmpty => _samples.Count == 0;

    /// <summary>Gets the owner of the name of a sample.</summary>
    public bool TryGetOwner(string name, [NotNullWhen(true)] out NameOwner? owner) => _samples.TryGetValue(name, out owner);

    /// <summary>Returns the first name of a family that belongs to another one, and its owner; or null if all names are free.</summary>
    public (string Name, NameOwner Owner)? FindConflict(MetricDescriptor family)
    {
        var names = SampleNames.Get(family, escaping);
        foreach (var name in names.Samples)
        {
            if ((_samples.GetValueOrDefault(name) ?? _created.GetValueOrDefault(name)?[0]) is { } owner)
            {
                return (name, owner);
            }
        }

        return names.Created is { } created && _samples.TryGetValue(created, out var taken) ? (created, taken) : null;
    }

    /// <summary>Returns whether the name of a counter or info without its suffix is a name of another family too, so that it can't be that
    /// of its metadata in OpenMetrics 1.0.</summary>
    public bool IsShared(MetricDescriptor family)
    {
        if (family.Name.Length == family.FamilyName.Length)
        {
            return false;
        }

        var name = SampleNames.GetFamilyName(family, escaping);
        return (_samples.TryGetValue(name, out var owner) && owner.Descriptor.Name != family.Name)
            || HasOther(_created, name, family)
            || HasOther(_withoutSuffix, name, family);
    }

    public void Add(NameOwner owner)
    {
        var names = SampleNames.Get(owner.Descriptor, escaping);
        foreach (var name in names.Samples)
        {
            _samples.Add(name, owner);
        }

        AddShared(_created, names.Created, owner);
        AddShared(_withoutSuffix, names.WithoutSuffix, owner);
    }

    public void Remove(NameOwner owner)
    {
        var names = SampleNames.Get(owner.Descriptor, escaping);
        foreach (var name in names.Samples)
        {
            _samples.Remove(name);
        }

        RemoveShared(_created, names.Created, owner);
        RemoveShared(_withoutSuffix, names.WithoutSuffix, owner);
    }

    private static bool HasOther(Dictionary<string, NameOwner[]> shared, string name, MetricDescriptor family) =>
        shared.TryGetValue(name, out var owners) && Array.Exists(owners, owner => owner.Descriptor.Name != family.Name);

    private static void AddShared(Dictionary<string, NameOwner[]> shared, string? name, NameOwner owner)
    {
        if (name is not null)
        {
            shared[name] = [.. shared.GetValueOrDefault(name) ?? [], owner];
        }
    }

    private static void RemoveShared(Dictionary<string, NameOwner[]> shared, string? name, NameOwner owner)
    {
        if (name is null)
        {
            return;
        }

        var others = Array.FindAll(shared[name], other => other != owner);
        if (others.Length > 0)
        {
            shared[name] = others;
        }
        else
        {
            shared.Remove(name);
        }
    }
}
