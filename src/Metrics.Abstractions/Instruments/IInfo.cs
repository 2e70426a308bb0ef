namespace PrometheusMetrics;

/// <summary>Facts that do not change while the program runs, or rarely: version, revision, configuration. They are exposed as the labels of
/// a series whose value is always 1.</summary>
/// <threadsafety>Every member may be called from any thread at any time, also during a scrape.</threadsafety>
public interface IInfo
{
    /// <summary>Replaces all facts. Until the first call, the info is exposed with the labels of its series only.</summary>
    /// <param name="labels">The names and values of the facts, each name once and different from the family's label names.</param>
    /// <exception cref="ArgumentException">A name is illegal, given twice, or one of the family's label names; nothing is
    /// changed.</exception>
    /// <exception cref="ArgumentNullException">A name or value is null; nothing is changed.</exception>
    /// <example><code>build.Set(("version", "1.4.2"), ("revision", "8f3c1d0"));</code></example>
    void Set(params ReadOnlySpan<(string Name, string Value)> labels);
}
