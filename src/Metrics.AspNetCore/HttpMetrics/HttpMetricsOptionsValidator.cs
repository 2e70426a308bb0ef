using System.Globalization;
using Microsoft.Extensions.Options;

namespace PrometheusMetrics.AspNetCore;

internal sealed class HttpMetricsOptionsValidator : IValidateOptions<HttpMetricsOptions>
{
    public ValidateOptionsResult Validate(string? name, HttpMetricsOptions options)
    {
        var last = 0.0;
        foreach (var bound in options.Buckets ?? [])
        {
            if (!(bound > last))
            {
                return ValidateOptionsResult.Fail(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{HttpMetricsOptions.SectionName}:Buckets must be seconds above 0 that increase strictly, " +
                    $"but {bound} follows {last}: sort them and remove duplicates."));
            }

            last = bound;
        }

        return ValidateOptionsResult.Success;
    }
}
