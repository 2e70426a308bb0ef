namespace PrometheusMetrics.Instruments;

/// <summary>The validated settings of the native histograms of a family, shared by its series.</summary>
internal sealed class NativeHistogramConfig
{
    private readonly NativeHistogramSettings _settings;

    private NativeHistogramConfig(NativeHistogramSettings settings)
    {
        _settings = settings;

        // -0 means 0.
        Layout = new NativeLayout(settings.Schema, Math.Abs(settings.ZeroThreshold));
    }

    /// <summary>The initial layout of every series.</summary>
    public NativeLayout Layout { get; }

    public int MaxBuckets => _settings.MaxBuckets;

    public TimeSpan MinResetDuration => _settings.MinResetDuration;

    public double MaxZeroThreshold => _settings.MaxZeroThreshold;

    public int MaxExemplars => _settings.MaxExemplars;

    public TimeSpan ExemplarTimeToLive => _settings.ExemplarTimeToLive;

    /// <summary>Validates settings.</summary>
    /// <param name="family">The name of the family, for the exception message.</param>
    /// <param name="settings">The settings, not yet validated.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is outside its range.</exception>
    public static NativeHistogramConfig Create(string family, NativeHistogramSettings settings)
    {
        settings.Validate(family);
        return new NativeHistogramConfig(settings);
    }
}
