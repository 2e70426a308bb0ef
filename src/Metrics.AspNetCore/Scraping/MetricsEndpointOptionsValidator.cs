using System.Net;
using Microsoft.Extensions.Options;

namespace PrometheusMetrics.AspNetCore;

internal sealed class MetricsEndpointOptionsValidator : IValidateOptions<MetricsEndpointOptions>
{
    private static readonly TimeSpan MaxTimeout = TimeSpan.FromDays(1);

    public ValidateOptionsResult Validate(string? name, MetricsEndpointOptions options)
    {
        var errors = new ValidateOptionsResultBuilder();
        if (options.Port is < IPEndPoint.MinPort or > IPEndPoint.MaxPort)
        {
            errors.AddError(
                $"{MetricsEndpointOptions.SectionName}:Port is {options.Port}, but must be 0 to 65535. " +
                "Leave it out to serve the metrics at the addresses of the application.");
        }

        if (options.CompressionLimit < 1)
        {
            errors.AddError(
                $"{MetricsEndpointOptions.SectionName}:CompressionLimit is {options.CompressionLimit}, but must be 1 or more. " +
                "Leave it out for 8; set Compression to false to switch compression off.");
        }

        if (options.ScrapeLimit < 1)
        {
            errors.AddError(
                $"{MetricsEndpointOptions.SectionName}:ScrapeLimit is {options.ScrapeLimit}, but must be 1 or more. Leave it out for 100.");
        }

        if (options.CacheFor is { } cacheFor && (cacheFor <= TimeSpan.Zero || cacheFor > MaxTimeout))
        {
            errors.AddError(
                $"{MetricsEndpointOptions.SectionName}:CacheFor is {cacheFor}, but must be more than zero and at most 1 day. " +
                "Leave it out for no cache.");
        }

        if (options.SendTimeout <= TimeSpan.Zero || options.SendTimeout > MaxTimeout)
        {
            errors.AddError(
                $"{MetricsEndpointOptions.SectionName}:SendTimeout is {options.SendTimeout}, but must be more than zero and at most " +
                "1 day. Leave it out for 30 seconds ('00:00:30').");
        }

        if (options.FinalScrapeTimeout is { } final && (final <= TimeSpan.Zero || final > MaxTimeout))
        {
            errors.AddError(
                $"{MetricsEndpointOptions.SectionName}:FinalScrapeTimeout is {final}, but must be more than zero and at most 1 day. " +
                "Leave it out if the host should not wait for a last scrape.");
        }

        if (options.AdditionalFormats?.Contains(null!) == true)
        {
            errors.AddError("MetricsEndpointOptions.AdditionalFormats contains null: remove it, or leave the option out for no formats.");
        }

        return errors.Build();
    }
}
