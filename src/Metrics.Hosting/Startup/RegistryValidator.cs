using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace PrometheusMetrics.Hosting;

/// <summary>Refuses a registry that the application registers in the service container, which bypasses the options and the standard metrics
/// of the host, and options that a registry of the application cannot take up any more.</summary>
/// <param name="services">The services of the host.</param>
internal sealed class RegistryValidator(IServiceCollection services) : IValidateOptions<PrometheusMetricsOptions>
{
    public ValidateOptionsResult Validate(string? name, PrometheusMetricsOptions options)
    {
        if (!options.Enabled)
        {
            return ValidateOptionsResult.Success;
        }

        var errors = new ValidateOptionsResultBuilder();
        if (RegistryServices.HasForeignRegistry(services))
        {
            errors.AddError(
                "A MetricRegistry is registered in the service container beside the registry of AddPrometheusMetrics. It would lack the " +
                "standard metrics and the options of the host, and the container may dispose it. Remove this registration, and pass the " +
                "registry: services.AddPrometheusMetrics(registry).");
        }

        if (RegistryServices.FindApplicationRegistry(services) is { } registry)
        {
            foreach (var difference in FindDifferences(options, registry.GetOptions()))
            {
                errors.AddError(difference);
            }
        }

        return errors.Build();
    }

    private static IEnumerable<string> FindDifferences(PrometheusMetricsOptions options, MetricRegistryOptions registry)
    {
        (string Option, object Set, object Actual)[] values =
        [
            (nameof(options.FailOnCollectorError), options.FailOnCollectorError, registry.FailOnCollectorError),
            (nameof(options.CollectorTimeout), options.CollectorTimeout, registry.CollectorTimeout),
            (nameof(options.CollectorDurations), options.CollectorDurations, registry.CollectorDurations),
            (nameof(options.ExemplarsFromActivity), options.ExemplarsFromActivity, registry.ExemplarsFromActivity),
            (nameof(options.SeriesLimit), options.SeriesLimit, registry.SeriesLimit),
            (nameof(options.LabelValueLengthLimit), options.LabelValueLengthLimit, registry.LabelValueLengthLimit),
            (nameof(options.NameValidation), options.NameValidation, registry.NameValidation),
            (nameof(options.KeepCounterNames), options.KeepCounterNames, registry.KeepCounterNames),
        ];
        foreach (var (option, set, actual) in values)
        {
            if (!set.Equals(actual))
            {
                yield return Describe(option, $" is {set}", $", which has {actual}");
            }
        }

        if (options.Labels is { Count: > 0 } labels && !AreEqual(labels, registry.Labels ?? []))
        {
            yield return Describe(nameof(options.Labels), "", ", which has others");
        }
    }

    private static bool AreEqual(Dictionary<string, string> labels, Dictionary<string, string> others) =>
        labels.Count == others.Count && labels.All(label => others.TryGetValue(label.Key, out var other) && label.Value == other);

    private static string Describe(string option, string value, string actual) =>
        $"{PrometheusMetricsOptions.SectionName}:{option}{value}, but the registry that was passed to AddPrometheusMetrics exists already" +
        $"{actual}: set MetricRegistryOptions.{option} where the registry is created, and leave {option} out here.";
}
