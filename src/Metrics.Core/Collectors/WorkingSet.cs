namespace PrometheusMetrics.Collectors;

/// <summary>The physical memory that this process occupies.</summary>
internal static class WorkingSet
{
    /// <returns>The size in bytes, or null if the operating system does not provide it: the property is then 0.</returns>
    public static double? Read() => Environment.WorkingSet is > 0 and var bytes ? bytes : null;
}
