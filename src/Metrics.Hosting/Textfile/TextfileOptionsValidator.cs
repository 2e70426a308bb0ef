using Microsoft.Extensions.Options;
using PrometheusMetrics.Textfile;

namespace PrometheusMetrics.Hosting;

internal sealed class TextfileOptionsValidator : IValidateOptions<TextfileOptions>
{
    public ValidateOptionsResult Validate(string? name, TextfileOptions options)
    {
        List<string> failures = [];
        MetricExportOptionsValidator.CheckTimes(TextfileOptions.SectionName + ":", options.Interval, options.Timeout, failures);
        FamilyPatterns.Check($"{TextfileOptions.SectionName}:{nameof(options.Include)}", options.Include, failures);
        FamilyPatterns.Check($"{TextfileOptions.SectionName}:{nameof(options.Exclude)}", options.Exclude, failures);
        if (options.IsOn)
        {
            CheckPath(options.Path!, failures);
            if (options.Interval is null && !options.WriteOnShutdown)
            {
                failures.Add(
                    $"{TextfileOptions.SectionName}:Path is set, but nothing would ever be written: " +
                    "set Interval or WriteOnShutdown, or remove Path.");
            }
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static void CheckPath(string path, List<string> failures)
    {
        try
        {
            _ = new TextfileWriter(path);
        }
        catch (ArgumentException exception)
        {
            failures.Add($"{TextfileOptions.SectionName}:Path: {exception.Message}");
        }
    }
}
