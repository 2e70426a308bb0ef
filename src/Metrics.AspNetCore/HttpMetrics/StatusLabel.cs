using System.Globalization;

namespace PrometheusMetrics.AspNetCore;

/// <summary>The label values of statuses. An application may set any number as its status.</summary>
internal static class StatusLabel
{
    private const int First = 100;
    private const int Count = 500;

    private static readonly string[] Statuses = [.. Enumerable.Range(First, Count).Select(Format)];

    private static readonly string[] Classes = ["1xx", "2xx", "3xx", "4xx", "5xx"];

    public static string Get(int status) => IsStandard(status) ? Statuses[status - First] : Format(status);

    public static string GetClass(int status) => IsStandard(status) ? Classes[(status / First) - 1] : Format(status);

    /// <summary>Returns the first status with the same class.</summary>
    public static int GetFirstOfClass(int status) => IsStandard(status) ? status - (status % First) : status;

    private static bool IsStandard(int status) => status is >= First and < First + Count;

    private static string Format(int status) => status.ToString(CultureInfo.InvariantCulture);
}
