namespace PrometheusMetrics.Hosting;

/// <summary>The name of a section below <c>Prometheus</c> that another package reads.</summary>
internal sealed record ConfigurationSectionName(string Name)
{
    /// <exception cref="ArgumentException">The name is empty or white space, or has a colon.</exception>
    public static void Verify(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (name.Contains(':', StringComparison.Ordinal))
        {
            throw new ArgumentException(
                $"'{ForeignText.Escape(name)}' is a path: write the name of the section below Prometheus only, like 'RemoteWrite'.",
                nameof(name));
        }
    }
}
