namespace PrometheusMetrics.EndToEnd.Infrastructure;

/// <summary>How a server is started.</summary>
/// <param name="Program">Its full path.</param>
/// <param name="Arguments">Its arguments, unquoted.</param>
internal sealed record ServerCommand(string Program, IReadOnlyList<string> Arguments)
{
    /// <value>A new temporary folder when null.</value>
    public string? WorkingFolder { get; init; }

    /// <summary>Variables on top of those of the test run; null removes one.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    public override string ToString() => $"{Program} {string.Join(' ', Arguments)}";
}
