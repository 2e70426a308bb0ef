using System.Globalization;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Hosting;

namespace PrometheusMetrics.Testing;

/// <summary>Says which samples are similar to one that was not found.</summary>
internal static class NotFoundMessage
{
    public const int MaxEntries = 10;

    // Every host has them, so they are rarely what a test looks for.
    private static readonly string[] StandardPrefixes = ["dotnet_", "metrics_", "process_"];

    public static string Create(string noun, SampleQuery query, SampleSearch search)
    {
        var hint = search.Count > 0 ? ExplainLabels(query, search)
            : ExplainFamily(query, search) ?? ExplainName(noun, query, search);
        return $"There is no {noun} {query}. {hint}";
    }

    private static string ExplainLabels(SampleQuery query, SampleSearch search)
    {
        var names = query.LabelNames.ToArray();
        var unknown = names.Where(name => !search.LabelNames.Contains(name)).ToList();
        var missing = search.LabelNames.Except(names, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var hints = unknown
            .Select(name => NearName.Find(name, missing) is { } near
                ? $"Write the label {Quote([near])} instead of {Quote([name])}."
                : $"It has no label {Quote([name])}: leave it out.")
            .ToList();
        if (unknown.Count == 0 && missing.Count > 0)
        {
            hints.Add($"Give {(missing.Count == 1 ? "the label" : "the labels")} {Quote(missing)} too.");
        }

        return string.Join(' ', hints.Append($"Of this name there {List(search.Nearest, search.Count)}."));
    }

    private static string? ExplainFamily(SampleQuery query, SampleSearch search)
    {
        foreach (var family in search.Families)
        {
            if (family.Name != family.FamilyName && query.Name == family.FamilyName)
            {
                return $"The name of this {Describe(family.Type)} is {Quote([family.Name])}: write the suffix too.";
            }

            if (query.Name == family.Name && search.Names.Contains(family.Name + "_count"))
            {
                return $"A {Describe(family.Type)} has the samples {Quote(search.Names.Where(name => IsPart(name, family.Name)))}.";
            }

            if (query.Name == family.Name)
            {
                return search.HasSeries(family)
                    ? $"{Quote([family.Name])} is a {Describe(family.Type)}."
                    : $"The {Describe(family.Type)} {Quote([family.Name])} has no series yet.";
            }
        }

        return null;
    }

    private static string ExplainName(string noun, SampleQuery query, SampleSearch search)
    {
        if (search.Names.Count == 0)
        {
            return $"There are no {noun}s at all.";
        }

        var related = search.Names.Where(name => IsPart(name, query.Name) || IsPart(query.Name, name)).ToList();
        if (related.Count == 0 && NearName.Find(query.Name, search.Names) is { } near)
        {
            related.Add(near);
        }

        if (related.Count > 0)
        {
            return $"Did you mean {Quote(related.Take(MaxEntries))}?";
        }

        var own = search.Names.Where(name => !StandardPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal))).ToList();
        var shown = own.Count > 0 ? own : [.. search.Names];
        return $"There {List(shown.Take(MaxEntries).Select(name => Quote([name])), shown.Count)}.";
    }

    private static bool IsPart(string name, string family) =>
        name.Length > family.Length && name.StartsWith(family, StringComparison.Ordinal) && name[family.Length] == '_';

    private static string Describe(MetricType type) => type switch
    {
        MetricType.GaugeHistogram => "gauge histogram",
        MetricType.StateSet => "state set",
        MetricType.Unknown => "metric of unknown type",
        _ => type.ToString().ToLowerInvariant(),
    };

    private static string Quote(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"'{ForeignText.Escape(name)}'"));

    private static string List(IEnumerable<string> shown, int count)
    {
        var text = (count == 1 ? "is " : "are ") + string.Join(", ", shown);
        return count <= MaxEntries ? text : text + string.Create(CultureInfo.InvariantCulture, $" and {count - MaxEntries:N0} more");
    }
}
