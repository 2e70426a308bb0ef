using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Testing;

/// <summary>Describes samples in messages, as a query of Prometheus names them.</summary>
internal static class SampleText
{
    public static string Describe(string name, LabelSet labels, (string Name, string Value)? part)
    {
        var texts = labels.Names.ToArray().Zip(labels.Values.ToArray(), Describe);
        var all = string.Join(',', part is { } label ? texts.Append(Describe(label.Name, label.Value)) : texts);
        return ForeignText.Escape(name) + (all.Length == 0 ? "" : $"{{{all}}}");
    }

    private static string Describe(string name, string value)
    {
        var text = value.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        return $"{name}=\"{ForeignText.Escape(text)}\"";
    }
}
