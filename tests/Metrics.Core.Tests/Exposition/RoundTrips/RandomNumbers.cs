namespace PrometheusMetrics.Tests.Exposition.RoundTrips;

/// <summary>Random numbers and times, mostly at the edges.</summary>
internal static class RandomNumbers
{
    private const double TwoTo53 = 9007199254740992;

    private static readonly double[] Edges =
    [
        0, -0.0, 1, 0.5, 0.1, 0.3, 10, 99999, 100000, 999999, 1000000, 1234567.5, 1e15, 1e16, 1e20, 1e21, 1e22, 1e100,
        0.0001, 0.00001, 1e-7,
        TwoTo53 - 1, TwoTo53, TwoTo53 + 2, long.MaxValue, ulong.MaxValue, double.Epsilon, 2.2250738585072009e-308, 2.2250738585072014e-308,
        double.MaxValue, 0.1 + 0.2, 5e-324, 1.7976931348623155e308, 123456789, 3.0000000000000004,
    ];

    /// <summary>Any finite number.</summary>
    public static double NextFinite(this Random random)
    {
        var value = random.Next(4) switch
        {
            0 => random.Pick(Edges),
            1 => random.Next(-5, 2000),
            2 => random.Next(-100_000, 100_000) / 1000.0,
            _ => BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)),
        };
        return double.IsFinite(value) ? random.NextBool(5) ? -value : value : 0.25;
    }

    /// <summary>Any number, infinite ones and NaN too.</summary>
    public static double NextNumber(this Random random) => random.Next(20) switch
    {
        0 => double.NaN,
        1 => double.PositiveInfinity,
        2 => double.NegativeInfinity,
        _ => random.NextFinite(),
    };

    /// <summary>A count, rarely a large one; several of them have a sum that a long can hold.</summary>
    public static long NextCount(this Random random) => random.Next(12) switch
    {
        0 => 0,
        1 => (1L << 53) + random.Next(3),
        2 => random.NextInt64(1L << 58),
        _ => random.Next(1000),
    };

    /// <summary>Numbers that increase strictly.</summary>
    public static double[] NextAscending(this Random random, int count, Func<double> next) =>
        [.. Enumerable.Range(0, count).Select(_ => next()).Distinct().Order()];

    /// <summary>Now and then a time between 1970 and 2100, to the last 100 nanoseconds.</summary>
    public static DateTimeOffset? NextTime(this Random random) => random.Next(3) switch
    {
        0 => random.NextCertainTime(),
        _ => null,
    };

    public static DateTimeOffset NextCertainTime(this Random random)
    {
        var time = DateTimeOffset.UnixEpoch.AddSeconds(random.NextInt64(4_102_444_800));
        return random.Next(3) switch
        {
            0 => time,
            1 => time.AddMilliseconds(random.Next(1000)),
            _ => time.AddTicks(random.NextInt64(TimeSpan.TicksPerSecond)),
        };
    }
}
