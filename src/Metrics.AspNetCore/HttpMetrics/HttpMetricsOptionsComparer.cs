using System.Globalization;

namespace PrometheusMetrics.AspNetCore;

/// <summary>Finds out in what the options of two calls differ, because the metrics of an application have one set of options.</summary>
internal static class HttpMetricsOptionsComparer
{
    /// <summary>Describes the first option with different values. Functions are compared by their presence only: one that captures
    /// variables is another one at each call.</summary>
    /// <returns>null if there is none.</returns>
    public static string? FindDifference(HttpMetricsOptions first, HttpMetricsOptions second)
    {
        var difference = Describe(first).Zip(Describe(second)).FirstOrDefault(pair => pair.First.Value != pair.Second.Value);
        return difference.First.Key is { } key
            ? $"{HttpMetricsOptions.SectionName}:{key} is {difference.Second.Value} after {difference.First.Value}"
            : null;
    }

    private static IEnumerable<(string Key, string Value)> Describe(HttpMetricsOptions options) =>
    [
        (nameof(options.Preset), options.Preset.ToString()),
        .. Describe(nameof(options.Duration), options.Duration, HttpMetricNames.Get(options.Preset).Buckets),
        .. Describe(nameof(options.RequestSize), options.RequestSize, HttpHistograms.SizeBuckets),
        .. Describe(nameof(options.ResponseSize), options.ResponseSize, HttpHistograms.SizeBuckets),
        .. Describe(nameof(options.TimeToFirstByte), options.TimeToFirstByte, HttpMetricNames.Get(options.Preset).Buckets),
        .. Describe(nameof(options.ConnectionDuration), options.ConnectionDuration, HttpHistograms.ConnectionBuckets),
        Describe(nameof(options.InProgress), options.InProgress),
        Describe(nameof(options.RequestCount), options.RequestCount),
        Describe(nameof(options.ConnectionsInProgress), options.ConnectionsInProgress),
        (nameof(options.StatusClass), Format(options.StatusClass)),
        (nameof(options.Host), Format(options.Host)),
        (nameof(options.Port), Format(options.Port)),
        (nameof(options.GrpcStatus), Format(options.GrpcStatus)),
        (nameof(options.Filter), options.Filter is null ? "null" : "a function"),
        ("AddLabel", Join(options.CustomLabels.Select(Describe))),
    ];

    private static string Describe(CustomLabel label) => label.Parameter is { } parameter && parameter != label.Name
        ? $"{ForeignText.Escape(label.Name)} of {{{ForeignText.Escape(parameter)}}}"
        : ForeignText.Escape(label.Name);

    private static (string Key, string Value) Describe(string key, HttpInstrumentOptions options) =>
        ($"{key}:{nameof(options.Enabled)}", Format(options.Enabled));

    private static IEnumerable<(string Key, string Value)> Describe(string key, HttpHistogramOptions options, double[] defaultBuckets)
    {
        var buckets = HttpHistograms.GetBuckets(options, defaultBuckets);
        var native = options.Native;
        var exemplars = options.Exemplars;
        return
        [
            Describe(key, options),
            ($"{key}:{nameof(options.Buckets)}", buckets is null ? "null" : Join(buckets.Select(bound => Format(bound)))),
            ($"{key}:{nameof(options.Native)}", native is null ? "null" : Join([
                Format(native.GrowthFactor),
                Format(native.ZeroThreshold),
                Format(native.MaxBuckets),
                Format(native.MinResetDuration),
                Format(native.MaxZeroThreshold),
                Format(native.MaxExemplars),
                Format(native.ExemplarTimeToLive)])),
            ($"{key}:{nameof(options.Exemplars)}",
                exemplars is null ? "null" : Join([Format(exemplars.FromActivity), Format(exemplars.MinInterval)])),
        ];
    }

    private static string Join(IEnumerable<string> values) => $"({string.Join(", ", values)})";

    private static string Format(object? value) => value is null ? "null" : Convert.ToString(value, CultureInfo.InvariantCulture)!;
}
