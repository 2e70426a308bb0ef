namespace PrometheusMetrics.Collectors;

/// <summary>The physical memory that this process occupies.</summary>
internal static class WorkingSet
{
    /// <returns>The size in bytes, or null where the system does not tell it: the property says so with a zero.</returns>
    public static double? Read() => Environment.WorkingSet is > 0 and var bytes ? bytes : null;
}
