using System.Globalization;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Tests.Support;

/// <summary>Formats native buckets as text that is easy to compare: <c>schema:3 threshold:0 zero:1 -[2:1] +[-5:1 3:7]</c>.</summary>
internal static class NativeText
{
    public static string Of(in NativeHistogramSample native)
    {
        var exemplars = "";
        foreach (var exemplar in native.Exemplars)
        {
            exemplars += string.Create(CultureInfo.InvariantCulture, $" #{exemplar.Value}");
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"schema:{native.Schema} threshold:{native.ZeroThreshold} zero:{native.ZeroCount} "
            + $"-[{Side(native.NegativeIndexes, native.NegativeCounts)}] "
            + $"+[{Side(native.PositiveIndexes, native.PositiveCounts)}]{exemplars}");
    }

    /// <summary>The same after a space, or nothing if a histogram has classic buckets only.</summary>
    public static string After(in HistogramSample sample) => sample.Native.IsPresent ? " " + Of(sample.Native) : "";

    private static string Side(ReadOnlySpan<int> indexes, ReadOnlySpan<long> counts)
    {
        var buckets = new List<string>();
        for (var i = 0; i < indexes.Length; i++)
        {
            buckets.Add($"{indexes[i]}:{counts[i]}");
        }

        return string.Join(' ', buckets);
    }
}
