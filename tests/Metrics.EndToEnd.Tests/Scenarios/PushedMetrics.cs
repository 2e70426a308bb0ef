using System.Globalization;
using PrometheusMetrics.EndToEnd.Infrastructure;

namespace PrometheusMetrics.EndToEnd.Scenarios;

/// <summary>Reads what a Pushgateway holds.</summary>
internal static class PushedMetrics
{
    /// <summary>The group of this job; null if it isn't there.</summary>
    public static async Task<PushedGroup?> FindGroupAsync(this PushgatewayServer gateway, string job) =>
        (await gateway.GroupsAsync()).SingleOrDefault(group => group.Labels["job"] == job);

    /// <summary>The value of a counter or gauge, or the count of a histogram or summary; null if it isn't there.</summary>
    public static double? Value(this PushedGroup group, string family, params ReadOnlySpan<(string Name, string Value)> labels)
    {
        if (!group.Families.TryGetValue(family, out var found))
        {
            return null;
        }

        foreach (var metric in found.GetProperty("metrics").EnumerateArray())
        {
            var own = metric.TryGetProperty("labels", out var pairs) ? pairs.ToLabels() : new Dictionary<string, string>();
            if (HasAll(own, labels))
            {
                var value = metric.TryGetProperty("value", out var plain) ? plain : metric.GetProperty("count");
                return double.Parse(value.GetString()!, CultureInfo.InvariantCulture);
            }
        }

        return null;
    }

    private static bool HasAll(IReadOnlyDictionary<string, string> own, ReadOnlySpan<(string Name, string Value)> labels)
    {
        foreach (var (name, value) in labels)
        {
            if (!own.TryGetValue(name, out var found) || found != value)
            {
                return false;
            }
        }

        return true;
    }
}
