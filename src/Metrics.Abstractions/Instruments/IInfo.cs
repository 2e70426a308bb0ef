namespace PrometheusMetrics;

/// <summary>Facts that don't change while the program runs, or rarely: version, revision, configuration. They stand in labels, and the value is always 1.</summary>
/// <threadsafety>Every member may be called from any thread at any time, also during a scrape.</threadsafety>
public interface IInfo
{
    /// <summary>Replaces everything that the info says. Until the first call it says nothing, and shows only the labels of its series.</summary>
    /// <param name="labels">Names and values, each name once and none of the family's own label names.</param>
    /// <exception cref="ArgumentException">A name is illegal, doubled, or one of the family's label names; nothing is changed.</exception>
    /// <exception cref="ArgumentNullException">A name or value is null; nothing is changed.</exception>
    /// <example><code>build.Set(("version", "1.4.2"), ("revision", "8f3c1d0"));</code></example>
    void Set(params ReadOnlySpan<(string Name, string Value)> labels);
}
