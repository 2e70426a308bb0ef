using System.Globalization;

namespace PrometheusMetrics.Hosting;

/// <summary>Reads a time as the framework does, except for two texts that it takes for days: a number alone, and 24 hours or more, as in
/// <c>36:00:00</c>, which it reads as 36 days.</summary>
internal static class TimeText
{
    private const string Example = "a time like 00:00:15";

    private static readonly int MaxHours = TimeSpan.MaxValue.Days * 24;

    public static bool TryParse(string text, out TimeSpan time) =>
        TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out time)
        && text.Contains(':', StringComparison.Ordinal)
        && !TryParseHours(text, out _);

    /// <summary>Returns what the value must be, in place of a text that is refused.</summary>
    public static string DescribeExpected(string text) => TryParseHours(text, out var time)
        ? string.Create(
            CultureInfo.InvariantCulture, $"{Example}, where 24 hours or more are written as days and hours: write {time:c}")
        : Example;

    /// <summary>Reads a time whose first number is 24 hours or more, as its author meant it.</summary>
    private static bool TryParseHours(string text, out TimeSpan time)
    {
        time = default;
        var digits = text.AsSpan().Trim();
        var isNegative = digits.StartsWith('-');
        digits = isNegative ? digits[1..] : digits;
        var end = digits.IndexOf(':');
        if (end < 0
            || digits.Count(':') > 2
            || !int.TryParse(digits[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var hours)
            || hours < 24
            || hours >= MaxHours
            || !TimeSpan.TryParse($"00{digits[end..]}", CultureInfo.InvariantCulture, out var rest))
        {
            return false;
        }

        time = TimeSpan.FromHours(hours) + rest;
        time = isNegative ? -time : time;
        return true;
    }
}
