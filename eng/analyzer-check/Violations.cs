namespace PrometheusMetrics.AnalyzerCheck;

/// <summary>One violation for each analyzer package. eng/test.sh fails if the build accepts one of them.</summary>
public sealed class Violations
{
    /// <summary>RS0016: it is in no PublicAPI.txt. RS0030: it uses a banned symbol.</summary>
    public DateTime Now { get; } = DateTime.UtcNow;

    /// <summary>CA1822: it uses no member.</summary>
    public int Answer() => 42;

    // IDE0051
    private static int Unused() => 1;

    // MA0053
    private class NotSealed;
}
