using Microsoft.Extensions.Options;

namespace PrometheusMetrics.Hosting;

internal sealed class PushgatewayOptionsValidator : IValidateOptions<PushgatewayOptions>
{
    public ValidateOptionsResult Validate(string? name, PushgatewayOptions options)
    {
        List<string> failures = [];
        MetricExportOptionsValidator.CheckTimes(PushgatewayOptions.SectionName + ":", options.Interval, options.Timeout, failures);
        if (!string.IsNullOrEmpty(options.Endpoint))
        {
            CheckTarget(options, failures);
            if (options.Interval is null && !options.PushOnShutdown)
            {
                failures.Add(
                    $"{PushgatewayOptions.SectionName}:Endpoint is set, but nothing would ever be pushed: " +
                    "set Interval or PushOnShutdown, or remove Endpoint.");
            }
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static void CheckTarget(PushgatewayOptions options, List<string> failures)
    {
        if (string.IsNullOrEmpty(options.Job))
        {
            failures.Add($"{PushgatewayOptions.SectionName}:Job is empty: set it, or leave it out to use the application's name.");
            return;
        }

        try
        {
            _ = options.CreateTarget();
        }
        catch (ArgumentException exception)
        {
            failures.Add($"{PushgatewayOptions.SectionName}: {exception.Message}");
        }
    }
}
