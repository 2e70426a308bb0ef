using System.Globalization;

namespace PrometheusMetrics.PrometheusNet;

/// <summary>Reads numbers as prometheus-net writes them.</summary>
internal static class NumberReader
{
    public static bool TryReadDouble(ReadOnlySpan<byte> text, out double value)
    {
        if (text.SequenceEqual("+Inf"u8))
        {
            value = double.PositiveInfinity;
            return true;
        }

        // The latter is how it writes a bound.
        if (text.SequenceEqual("-Inf"u8) || text.SequenceEqual("-Infinity.0"u8))
        {
            value = double.NegativeInfinity;
            return true;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }

    public static bool TryReadInt64(ReadOnlySpan<byte> text, out long value) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    /// <summary>Reads a time in seconds since 1970, to the precision of <see cref="DateTimeOffset"/>.</summary>
    public static bool TryReadTime(ReadOnlySpan<byte> text, out DateTimeOffset time)
    {
        var isTime = decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
            && seconds is >= 0 and < 253_402_300_799;
        time = isTime ? DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond)) : default;
        return isTime;
    }
}
