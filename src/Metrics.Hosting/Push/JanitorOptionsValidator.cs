using Microsoft.Extensions.Options;

namespace PrometheusMetrics.Hosting;

internal sealed class JanitorOptionsValidator : IValidateOptions<JanitorOptions>
{
    private static readonly TimeSpan MinInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxTime = TimeSpan.FromDays(1);

    public ValidateOptionsResult Validate(string? name, JanitorOptions options)
    {
        List<string> errors = [];
        if (options.Interval < MinInterval || options.Interval > MaxTime)
        {
            errors.Add(
                $"{JanitorOptions.SectionName}:Interval is {options.Interval}, but must be 1 second to 1 day. Write 00:01:00 for 1 " +
                "minute.");
        }

        if (options.Timeout <= TimeSpan.Zero || options.Timeout > MaxTime)
        {
            errors.Add(
                $"{JanitorOptions.SectionName}:Timeout is {options.Timeout}, but must be more than zero, and at most 1 day. Write " +
                "00:01:00 for 1 minute.");
        }

        if (options.Jobs?.Any(string.IsNullOrEmpty) == true)
        {
            errors.Add($"{JanitorOptions.SectionName}:Jobs has an empty job, which no group has: remove it.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
