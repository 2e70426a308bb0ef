using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using PrometheusMetrics.Pushgateway;

namespace PrometheusMetrics.Hosting;

/// <summary>Checks what does not depend on other systems. Every message begins with the path of the section.</summary>
internal sealed class PushgatewayOptionsValidator(IServiceProvider provider) : IValidateOptions<PushgatewayOptions>
{
    private static readonly TimeSpan MinLease = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxLease = TimeSpan.FromDays(365);

    private readonly GroupingKeyPlaceholders _placeholders = new(provider.GetService<IHostEnvironment>());

    public ValidateOptionsResult Validate(string? name, PushgatewayOptions options)
    {
        List<string> errors = [];
        MetricExportOptionsValidator.CheckTimes("", options.Interval, options.Timeout, errors);
        CheckLease(options, errors);
        CheckKind(options, errors);
        FamilyPatterns.Check(nameof(options.Include), options.Include, errors);
        FamilyPatterns.Check(nameof(options.Exclude), options.Exclude, errors);
        PushgatewayCredentialsValidator.Check(options, errors);
        CheckHeaders(options.Headers, errors);
        if (options.IsOn)
        {
            if (Enum.IsDefined(options.NameValidation))
            {
                CheckTarget(options, errors);
            }

            CheckEndings(options, errors);
        }

        var section = PushgatewayName.GetSection(name);
        return errors.Count == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(errors.Select(error => $"{section}:{error}"));
    }

    private static void CheckLease(PushgatewayOptions options, List<string> errors)
    {
        if (options.Lease < MinLease || options.Lease > MaxLease)
        {
            errors.Add($"Lease is {options.Lease}, but must be 1 second to 365 days. Write 00:10:00 for 10 minutes.");
        }
        else if (options.Lease <= options.Interval)
        {
            errors.Add(
                $"Lease is {options.Lease}, but Interval is {options.Interval}, so the group would be deleted between two pushes: set " +
                "Lease to several times the interval.");
        }
    }

    private static void CheckKind(PushgatewayOptions options, List<string> errors)
    {
        CheckName(nameof(options.Kind), options.Kind, errors);
        CheckName(nameof(options.Method), options.Method, errors);
        CheckName(nameof(options.Format), options.Format, errors);
        CheckName(nameof(options.NameValidation), options.NameValidation, errors);
        CheckOnlyAggregating(nameof(options.ResendUncertain), options.ResendUncertain, options.Kind, errors);
        CheckOnlyAggregating(nameof(options.IncludeGauges), options.IncludeGauges, options.Kind, errors);
        if (options.Kind == PushgatewayKind.Pushgateway)
        {
            if (options is { Format: PushFormat.Protobuf, NameValidation: NameValidation.Utf8 })
            {
                errors.Add(
                    "Format is Protobuf, but NameValidation is Utf8: a gateway without UTF-8 names accepts them in protobuf, and then " +
                    "fails every scrape. Set Format to Text, or remove NameValidation.");
            }

            return;
        }

        if (options.DeleteOnShutdown)
        {
            errors.Add($"DeleteOnShutdown is set, but Kind is {options.Kind}, which has no groups to delete: remove it.");
        }

        if (options.Lease is not null)
        {
            errors.Add($"Lease is set, but Kind is {options.Kind}, which has no groups to delete: remove it.");
        }

        if (options.Kind == PushgatewayKind.VictoriaMetrics && options.NameValidation == NameValidation.Utf8)
        {
            errors.Add("NameValidation is Utf8, but Kind is VictoriaMetrics: remove NameValidation.");
        }

        if (options.Format == PushFormat.Protobuf)
        {
            errors.Add($"Format is Protobuf, but Kind is {options.Kind}, which reads text only: remove Format.");
        }
    }

    private static void CheckOnlyAggregating(string key, bool isSet, PushgatewayKind kind, List<string> errors)
    {
        if (isSet && kind != PushgatewayKind.Aggregating)
        {
            errors.Add($"{key} is set, but Kind is {kind}, and only pushes to the kind Aggregating contain additions: remove it.");
        }
    }

    private static void CheckName<TEnum>(string key, TEnum value, List<string> errors)
        where TEnum : struct, Enum
    {
        if (!Enum.IsDefined(value))
        {
            errors.Add($"{key} is {value}, but must be {string.Join(" or ", Enum.GetNames<TEnum>())}.");
        }
    }

    private static void CheckHeaders(Dictionary<string, string>? headers, List<string> errors)
    {
        foreach (var group in (headers ?? []).GroupBy(header => header.Key, StringComparer.OrdinalIgnoreCase))
        {
            try
            {
                _ = new PushgatewayClientOptions { Headers = new Dictionary<string, string>(group, StringComparer.Ordinal) };
            }
            catch (ArgumentException exception)
            {
                errors.Add($"{nameof(PushgatewayOptions.Headers)}:{ForeignText.Escape(group.Key)}: {exception.Message}");
            }
        }
    }

    private static void CheckEndings(PushgatewayOptions options, List<string> errors)
    {
        if (options is { Interval: null, PushOnStart: false, PushOnShutdown: false })
        {
            errors.Add("Endpoint is set, but nothing would ever be pushed: set Interval or PushOnShutdown, or remove Endpoint.");
        }

        if (options is { DeleteOnShutdown: true, FailOnLostPush: true })
        {
            errors.Add(
                "FailOnLostPush is set, but DeleteOnShutdown deletes the metrics at shutdown, so there is no last push to lose: remove " +
                "one of them.");
        }
    }

    private void CheckTarget(PushgatewayOptions options, List<string> errors)
    {
        if (string.IsNullOrEmpty(options.Job))
        {
            errors.Add("Job is empty: set it, or leave it out to use the application's name.");
            return;
        }

        try
        {
            var target = PushgatewaySetup.CreateTarget(options, _placeholders);
            if (options.Kind == PushgatewayKind.Aggregating && target.Address.AbsolutePath.Contains("@base64/", StringComparison.Ordinal))
            {
                errors.Add(
                    "Job or a value of GroupingKey is empty or has other characters than letters, digits, '_', '.', '~' and '-', which " +
                    "an aggregating gateway does not decode: replace them.");
            }
        }
        catch (FormatException exception)
        {
            errors.Add(exception.Message);
        }
        catch (ArgumentException exception)
        {
            var key = exception.ParamName == "endpoint" ? nameof(PushgatewayOptions.Endpoint) + ":" : "";
            errors.Add($"{key} {exception.Message}");
        }
    }
}
