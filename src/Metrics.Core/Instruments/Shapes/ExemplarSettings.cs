using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

internal readonly record struct ExemplarSettings(bool FromActivity, TimeSpan MinInterval)
{
    private static readonly ExemplarOptions Defaults = new();

    public static ExemplarSettings Read(ExemplarOptions? options, IFamilyHost host) =>
        new(options?.FromActivity ?? host.ExemplarsFromActivity, (options ?? Defaults).MinInterval);

    public string Describe(IFamilyHost host) =>
        (FromActivity == host.ExemplarsFromActivity ? "" : FromActivity ? ", exemplars from activities" : ", no exemplars from activities")
        + (MinInterval == Defaults.MinInterval ? "" : $", exemplars every {MinInterval}");
}
