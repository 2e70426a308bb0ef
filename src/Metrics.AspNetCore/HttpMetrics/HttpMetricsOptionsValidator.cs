using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace PrometheusMetrics.AspNetCore;

internal sealed class HttpMetricsOptionsValidator : IValidateOptions<HttpMetricsOptions>
{
    private const string Seconds = "seconds above 0";
    private const string Bytes = "bytes of 0 or more";

    private static readonly (string Key, string Unit, Func<HttpMetricsOptions, HttpHistogramOptions> Get)[] Histograms =
    [
        (nameof(HttpMetricsOptions.Duration), Seconds, static options => options.Duration),
        (nameof(HttpMetricsOptions.RequestSize), Bytes, static options => options.RequestSize),
        (nameof(HttpMetricsOptions.ResponseSize), Bytes, static options => options.ResponseSize),
        (nameof(HttpMetricsOptions.TimeToFirstByte), Seconds, static options => options.TimeToFirstByte),
        (nameof(HttpMetricsOptions.ConnectionDuration), Seconds, static options => options.ConnectionDuration),
    ];

    private readonly IConfiguration? _configuration;

    public HttpMetricsOptionsValidator(IConfiguration? configuration) => _configuration = configuration;

    public ValidateOptionsResult Validate(string? name, HttpMetricsOptions options)
    {
        var errors = new ValidateOptionsResultBuilder();
        foreach (var (key, unit, get) in Histograms)
        {
            var path = $"{HttpMetricsOptions.SectionName}:{key}:{nameof(HttpHistogramOptions.Buckets)}";
            if (FindOrderError(path, unit, get(options).Buckets ?? []) is { } error)
            {
                errors.AddError(error + ExplainMerge(path, get, get(options).Buckets));
            }
        }

        if (!Enum.IsDefined(options.Preset))
        {
            errors.AddError(
                $"{HttpMetricsOptions.SectionName}:Preset is {options.Preset}, but must be one of " +
                $"{string.Join(", ", Enum.GetNames<HttpMetricsPreset>())}.");
        }
        else if (FindLabelError(options) is { } error)
        {
            errors.AddError(error);
        }

        return errors.Build();
    }

    private static string? FindOrderError(string path, string unit, double[] buckets)
    {
        for (var i = 0; i < buckets.Length; i++)
        {
            var last = i == 0 ? 0 : buckets[i - 1];
            var mayBeEqual = i == 0 && unit == Bytes;
            if (!(buckets[i] > last || (mayBeEqual && buckets[i] == 0)))
            {
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"{path} must be {unit} that increase strictly, but {buckets[i]} follows {last}: sort them and remove duplicates.");
            }
        }

        return null;
    }

    private static string? FindLabelError(HttpMetricsOptions options)
    {
        HashSet<string> names = new(RequestLabels.BuiltInNames(options), StringComparer.Ordinal);
        var builtIn = string.Join(", ", names);
        var wrong = options.CustomLabels.Find(label => !names.Add(label.Name));
        return wrong is null
            ? null
            : $"The HTTP metrics have the label '{ForeignText.Escape(wrong.Name)}' twice. Their own labels are {builtIn}: pass another " +
              $"name to AddLabel, AddRouteParameter or {HttpMetricsOptions.SectionName}:{HttpMetricsOptions.RouteParametersKey}.";
    }

    /// <summary>Explains buckets that no source has in this order, because the configuration merges lists by index.</summary>
    private string ExplainMerge(string path, Func<HttpMetricsOptions, HttpHistogramOptions> get, double[]? buckets)
    {
        var sources = (_configuration as IConfigurationRoot)?.Providers.Count(source => source.GetChildKeys([], path).Any()) ?? 0;
        if (sources < 2 || !string.IsNullOrEmpty(_configuration![path]))
        {
            return "";
        }

        var configured = new HttpMetricsOptions();
        HttpMetricsOptions.Section.Bind(_configuration, configured);
        return buckets.AsSpan().SequenceEqual(get(configured).Buckets)
            ? $" The list is merged by index from {sources} configuration sources, so the rest of a longer one remains after a shorter " +
              "one: set each index, or write the whole list as one value, which replaces all indexes: " +
              $"{path.Replace(":", "__", StringComparison.Ordinal)}=0.1,1,10."
            : "";
    }
}
