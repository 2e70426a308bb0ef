using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

/// <summary>The settings that are common to all kinds of instruments.</summary>
internal readonly record struct FamilyLimits(int SeriesLimit, TimeSpan? IdleTimeout, bool HiddenUntilWritten)
{
    public static FamilyLimits Read(InstrumentOptions? options, IFamilyHost host) =>
        new(options?.SeriesLimit ?? host.SeriesLimit, options?.IdleTimeout, options?.HiddenUntilWritten ?? false);

    /// <exception cref="ArgumentOutOfRangeException">A setting is outside its range.</exception>
    public void Validate(string family)
    {
        if (SeriesLimit < 1)
        {
            throw InvalidOption.OutOfRange(
                SeriesLimit,
                $"SeriesLimit of '{ForeignText.Escape(family)}' must be 1 or more: it is the number of series that the family may have.");
        }

        if (IdleTimeout <= TimeSpan.Zero)
        {
            throw InvalidOption.OutOfRange(
                IdleTimeout,
                $"IdleTimeout of '{ForeignText.Escape(family)}' must be more than zero: leave it null for series that never expire.");
        }
    }

    public void Describe(ShapeDescription description, IFamilyHost host)
    {
        description.Add(
            "series limit", $"{SeriesLimit}", isDefault: SeriesLimit == host.SeriesLimit, text: $"at most {SeriesLimit} series");
        description.Add("idle timeout", $"{IdleTimeout}", isDefault: IdleTimeout is null);
        description.Add(
            "hidden until written",
            HiddenUntilWritten ? "true" : "false",
            isDefault: !HiddenUntilWritten,
            text: "hidden until written");
    }
}
