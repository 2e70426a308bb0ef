using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

internal readonly record struct ExemplarSettings(bool FromActivity, TimeSpan MinInterval)
{
    private static readonly ExemplarOptions Defaults = new();

    public static ExemplarSettings Read(ExemplarOptions? options, IFamilyHost host) =>
        new(options?.FromActivity ?? host.ExemplarsFromActivity, (options ?? Defaults).MinInterval);

    public void Describe(ShapeDescription description, IFamilyHost host)
    {
        description.Add(
            "exemplars from activities",
            FromActivity ? "true" : "false",
            isDefault: FromActivity == host.ExemplarsFromActivity,
            text: FromActivity ? "exemplars from activities" : "no exemplars from activities");
        description.Add(
            "minimum interval of exemplars",
            $"{MinInterval}",
            isDefault: MinInterval == Defaults.MinInterval,
            text: $"exemplars every {MinInterval}");
    }
}
