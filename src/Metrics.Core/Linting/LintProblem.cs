namespace PrometheusMetrics.Linting;

/// <summary>A deviation of a metric from the conventions of Prometheus. The metric is exposed nevertheless.</summary>
/// <param name="Family">The name of the family, as Prometheus stores it.</param>
/// <param name="Message">What is wrong. Where <c>promtool check metrics</c> reports the same, it is the same text.</param>
public sealed record LintProblem(string Family, string Message)
{
    /// <summary>Returns the name and the message.</summary>
    public override string ToString() => $"{Family}: {Message}";
}
