using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Hosting;

/// <summary>Checks the labels of <c>target_info</c> by the rules of the registry that will have it. No value of them is shown.</summary>
/// <param name="services">The services of the host.</param>
internal sealed class TargetInfoValidator(IServiceCollection services) : IValidateOptions<PrometheusMetricsOptions>
{
    private const string Path = $"{PrometheusMetricsOptions.SectionName}:{nameof(PrometheusMetricsOptions.TargetInfo)}";

    public ValidateOptionsResult Validate(string? name, PrometheusMetricsOptions options)
    {
        var errors = new ValidateOptionsResultBuilder();
        if (options.Enabled && options.TargetInfo is { } labels)
        {
            var registry = RegistryServices.FindApplicationRegistry(services)?.GetOptions();
            var validation = registry?.NameValidation ?? options.NameValidation;
            var lengthLimit = registry?.LabelValueLengthLimit ?? options.LabelValueLengthLimit;
            var common = registry?.Labels ?? options.Labels;
            foreach (var (label, value) in labels)
            {
                var mistake = !NamingRules.IsLabelName(label, validation) ? $"is not a label name: {WhatToWrite(label, validation)}."
                    : value is null ? "is null: leave it out."
                    : Encoding.UTF8.GetByteCount(value) > lengthLimit
                        ? $"is longer than {lengthLimit} bytes: shorten it, or raise LabelValueLengthLimit."
                    : common?.ContainsKey(label) == true
                        ? "has the name of one of the labels in Prometheus:Labels, which target_info has too: leave it out."
                    : null;
                if (mistake is not null)
                {
                    errors.AddError($"'{Path}:{ForeignText.Escape(label)}' {mistake}");
                }
            }
        }

        return errors.Build();
    }

    private static string WhatToWrite(string label, NameValidation validation)
    {
        var others = validation == NameValidation.Legacy ? ", or set Prometheus:NameValidation to Utf8" : "";
        return Suggest(label) is { } legal
            ? $"write '{ForeignText.Escape(legal)}'{(NamingRules.IsLabelName(label, NameValidation.Utf8) ? others : "")}"
            : "use letters, digits and '_', and don't start with a digit or '__'";
    }

    private static string? Suggest(string label)
    {
        var legal = string.Concat(label.TrimStart('_').Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
        return NamingRules.IsLabelName(legal) ? legal : null;
    }
}
