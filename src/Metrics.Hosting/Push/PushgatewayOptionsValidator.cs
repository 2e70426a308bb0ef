using Microsoft.Extensions.Options;

namespace PrometheusMetrics.Hosting;

internal sealed class PushgatewayOptionsValidator : IValidateOptions<PushgatewayOptions>
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public ValidateOptionsResult Validate(string? name, PushgatewayOptions options)
    {
        List<string> failures = [];
        if (options.Interval is { } interval && (interval < TimeSpan.FromMilliseconds(1) || interval > Longest))
        {
            failures.Add($"{PushgatewayOptions.SectionName}:Interval is {interval}, but must be 1 millisecond to 1 day. Write 00:00:15 for 15 seconds.");
        }

        if (options.Timeout <= TimeSpan.Zero || options.Timeout > Longest)
        {
            failures.Add($"{PushgatewayOptions.SectionName}:Timeout is {options.Timeout}, but must be more than zero and at most 1 day. Write 00:00:10 for 10 seconds.");
        }

        if (!string.IsNullOrEmpty(options.Endpoint))
        {
            CheckTarget(options, failures);
            if (options.Interval is null && !options.PushOnShutdown)
            {
                failures.Add($"{PushgatewayOptions.SectionName}:Endpoint is set, but nothing would ever be pushed: set Interval or PushOnShutdown, or remove Endpoint.");
            }
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static void CheckTarget(PushgatewayOptions options, List<string> failures)
    {
        if (string.IsNullOrEmpty(options.Job))
        {
            failures.Add($"{PushgatewayOptions.SectionName}:Job is empty: name it, or leave the key out to take the application's name.");
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
