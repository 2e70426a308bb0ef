using Microsoft.Extensions.Options;

namespace PrometheusMetrics.Hosting;

internal sealed class PrometheusMetricsOptionsValidator : IValidateOptions<PrometheusMetricsOptions>
{
    public ValidateOptionsResult Validate(string? name, PrometheusMetricsOptions options) => options.SeriesLimit >= 1
        ? ValidateOptionsResult.Success
        : ValidateOptionsResult.Fail(
            $"{PrometheusMetricsOptions.SectionName}:SeriesLimit is {options.SeriesLimit}, but must be 1 or more. " +
            "Leave it out for 10,000; set the limit of a single metric in its options.");
}
