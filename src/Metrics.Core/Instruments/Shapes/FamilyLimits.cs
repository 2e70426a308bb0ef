using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

/// <summary>The settings that are common to all kinds of instruments.</summary>
internal readonly record struct FamilyLimits(int SeriesLimit, TimeSpan? IdleTimeout)
{
    public static FamilyLimits Read(InstrumentOptions? options, IFamilyHost host) =>
        new(options?.SeriesLimit ?? host.SeriesLimit, options?.IdleTimeout);

    /// <exception cref="ArgumentOutOfRangeException">A setting is outside its range.</exception>
    public void Validate(string family)
    {
        if (SeriesLimit < 1)
        {
            throw InvalidOption.OutOfRange(
                SeriesLimit, $"SeriesLimit of '{family}' must be 1 or more: it is the number of series that the family may have.");
        }

        if (IdleTimeout <= TimeSpan.Zero)
        {
            throw InvalidOption.OutOfRange(
                IdleTimeout, $"IdleTimeout of '{family}' must be more than zero: leave it null for series that never expire.");
        }
    }

    public string Describe(IFamilyHost host) =>
        (SeriesLimit == host.SeriesLimit ? "" : $", at most {SeriesLimit} series")
        + (IdleTimeout is null ? "" : $", idle timeout {IdleTimeout}");
}
