using Microsoft.Extensions.Options;

namespace PrometheusMetrics.Hosting;

internal sealed class MetricExportOptionsValidator : IValidateOptions<MetricExportOptions>
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public ValidateOptionsResult Validate(string? name, MetricExportOptions options)
    {
        List<string> failures = [];
        var prefix = $"The exporter '{ForeignText.Escape(name)}': ";
        CheckTimes(prefix, options.Interval, options.Timeout, failures);
        if (options is { Enabled: true, Interval: null, ExportOnShutdown: false })
        {
            failures.Add($"{prefix}nothing would ever be exported: set Interval or ExportOnShutdown, or set Enabled to false.");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    /// <summary>Checks the times that every schedule has.</summary>
    public static void CheckTimes(string prefix, TimeSpan? interval, TimeSpan timeout, List<string> failures)
    {
        if (interval < TimeSpan.FromMilliseconds(1) || interval > Longest)
        {
            failures.Add($"{prefix}Interval is {interval}, but must be 1 millisecond to 1 day. Write 00:00:15 for 15 seconds.");
        }

        if (timeout <= TimeSpan.Zero || timeout > Longest)
        {
            failures.Add($"{prefix}Timeout is {timeout}, but must be more than zero and at most 1 day. Write 00:00:10 for 10 seconds.");
        }
    }
}
