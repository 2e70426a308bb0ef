using Microsoft.Extensions.Options;

namespace PrometheusMetrics.Hosting;

internal sealed class PrometheusMetricsOptionsValidator : IValidateOptions<PrometheusMetricsOptions>
{
    private static readonly TimeSpan MaxTimeout = TimeSpan.FromDays(1);

    public ValidateOptionsResult Validate(string? name, PrometheusMetricsOptions options)
    {
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

        if (!Enum.IsDefined(options.NameValidation))
        {
            errors.AddError(
                $"{PrometheusMetricsOptions.SectionName}:NameValidation is {options.NameValidation}, but must be Legacy or Utf8. " +
                "Leave it out for Legacy.");
        }

        return errors.Build();
    }
}
