namespace PrometheusMetrics.Tests.Instruments.Striping.Schedules;

/// <summary>Where in the sources a step is.</summary>
/// <param name="Place">The expression of the place in memory, or nothing.</param>
/// <param name="File">The file.</param>
/// <param name="Line">The line.</param>
internal readonly record struct Origin(string Place, string File, int Line)
{
    public override string ToString() => $"{Place} ({Path.GetFileName(File)}:{Line})";
}
