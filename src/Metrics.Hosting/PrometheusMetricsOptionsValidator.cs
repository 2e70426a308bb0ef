using Microsoft.Extensions.Options;

namespace PrometheusMetrics.Hosting;

internal sealed class PrometheusMetricsOptionsValidator : IValidateOptions<PrometheusMetricsOptions>
{
    private static readonly TimeSpan MaxTimeout = TimeSpan.FromDays(1);

    /// <exception cref="InvalidOperationException">The configuration section has mistakes.</exception>
    public ValidateOptionsResult Validate(string? name, PrometheusMetricsOptions options)
    {
        if (!options.Enabled)
        {
            return ValidateOptionsResult.Success;
        }

        if (options.Mistakes is { } mistakes)
        {
            throw new InvalidOperationException(mistakes);
        }

        var errors = new ValidateOptionsResultBuilder();
        if (options.SeriesLimit < 1)
        {
            errors.AddError(
                $"{PrometheusMetricsOptions.SectionName}:SeriesLimit is {options.SeriesLimit}, but must be 1 or more. " +
                "Leave it out for 10,000; set the limit of a single metric in its options.");
        }

        if (options.LabelValueLengthLimit < 1)
        {
            errors.AddError(
                $"{PrometheusMetricsOptions.SectionName}:LabelValueLengthLimit is {options.LabelValueLengthLimit}, but must be 1 or " +
                "more: it is the maximum length of a label value, in bytes of UTF-8. Leave it out for 16,384.");
        }

        if (options.CollectorTimeout <= TimeSpan.Zero || options.CollectorTimeout > MaxTimeout)
        {
            errors.AddError(
                $"{PrometheusMetricsOptions.SectionName}:CollectorTimeout is {options.CollectorTimeout}, but must be more than zero and " +
                "at most 1 day. Leave it out for 5 seconds ('00:00:05').");
        }

        if ((options.RuntimeMetrics & ~RuntimeMetricGroups.All) != RuntimeMetricGroups.None)
        {
            errors.AddError(
                $"{PrometheusMetricsOptions.SectionName}:RuntimeMetrics is {options.RuntimeMetrics}, but must be a combination of the " +
                "values of RuntimeMetricGroups. Leave it out for All.");
        }

        if (!Enum.IsDefined(options.NameValidation))
        {
            errors.AddError(
                $"{PrometheusMetricsOptions.SectionName}:NameValidation is {options.NameValidation}, but must be Legacy or Utf8. " +
                "Leave it out for Legacy.");
        }

        var labels = new MetricRegistryOptions
        {
            Labels = options.Labels,
            NameValidation = options.NameValidation,
            LabelValueLengthLimit = options.LabelValueLengthLimit,
        };
        if (labels.FindLabelViolation() is { } violation)
        {
            errors.AddError($"{PrometheusMetricsOptions.SectionName}:Labels has a label that no series can have. {violation}");
        }

        return errors.Build();
    }
}
