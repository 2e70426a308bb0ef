namespace PrometheusMetrics.Instruments;

/// <summary>The checked settings of a family's native histograms, shared by its series.</summary>
internal sealed class NativeHistogramConfig
{
    private readonly NativeHistogramSettings _settings;

    private NativeHistogramConfig(NativeHistogramSettings settings)
    {
        _settings = settings;

        // Minus zero is zero too.
        Layout = new NativeLayout(settings.Schema, Math.Abs(settings.ZeroThreshold));
    }

    /// <summary>The layout with which every series begins.</summary>
    public NativeLayout Layout { get; }

    public int MaxBuckets => _settings.MaxBuckets;

    public TimeSpan MinResetDuration => _settings.MinResetDuration;

    public double MaxZeroThreshold => _settings.MaxZeroThreshold;

    public int MaxExemplars => _settings.MaxExemplars;

    public TimeSpan ExemplarTimeToLive => _settings.ExemplarTimeToLive;

    /// <param name="family">The name of the family, for the message.</param>
    /// <param name="settings">The settings, unchecked.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is outside its range.</exception>
    public static NativeHistogramConfig Create(string family, NativeHistogramSettings settings)
    {
        settings.Validate(family);
        return new NativeHistogramConfig(settings);
    }
}
