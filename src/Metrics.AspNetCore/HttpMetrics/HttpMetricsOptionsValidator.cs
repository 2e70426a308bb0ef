using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace PrometheusMetrics.AspNetCore;

internal sealed class HttpMetricsOptionsValidator : IValidateOptions<HttpMetricsOptions>
{
    private const string Key = $"{HttpMetricsOptions.SectionName}:{nameof(HttpMetricsOptions.Buckets)}";

    private readonly IConfiguration? _configuration;

    public HttpMetricsOptionsValidator(IConfiguration? configuration) => _configuration = configuration;

    public ValidateOptionsResult Validate(string? name, HttpMetricsOptions options)
    {
        var last = 0.0;
        foreach (var bound in options.Buckets ?? [])
        {
            if (!(bound > last))
            {
                return ValidateOptionsResult.Fail(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Key} must be seconds above 0 that increase strictly, but {bound} follows {last}: " +
                    $"sort them and remove duplicates.{ExplainMerge(options.Buckets!)}"));
            }

            last = bound;
        }

        return ValidateOptionsResult.Success;
    }

    /// <summary>Explains buckets that no source has in this order, because the configuration merges lists by index.</summary>
    private string ExplainMerge(double[] buckets)
    {
        var sources = (_configuration as IConfigurationRoot)?.Providers.Count(source => source.GetChildKeys([], Key).Any()) ?? 0;
        if (sources < 2 || !string.IsNullOrEmpty(_configuration![Key]))
        {
            return "";
        }

        var configured = new HttpMetricsOptions();
        HttpMetricsOptions.Section.Bind(_configuration, configured);
        return buckets.AsSpan().SequenceEqual(configured.Buckets)
            ? $" The list is merged by index from {sources} configuration sources, so the rest of a longer one remains after a shorter " +
              "one: set each index, or write the whole list as one value, which replaces all indexes: " +
              $"{Key.Replace(":", "__", StringComparison.Ordinal)}=0.1,1,10."
            : "";
    }
}
