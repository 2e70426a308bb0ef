using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace PrometheusMetrics.Hosting;

/// <summary>The section <c>Prometheus</c>, which contains the options of the registry and the sections of other features.</summary>
internal static class PrometheusSection
{
    public const string Pushgateways = "Pushgateways";
    public const string HttpMetrics = "HttpMetrics";
    public const string Endpoint = "Endpoint";
    public const string Server = "Server";

    private static readonly OptionsSection<PrometheusMetricsOptions> Options = OptionsSection<PrometheusMetricsOptions>.CreateRoot()
        .AddBoolean(nameof(PrometheusMetricsOptions.Enabled), (options, value) => options.Enabled = value)
        .AddBoolean(nameof(PrometheusMetricsOptions.ProcessMetrics), (options, value) => options.ProcessMetrics = value)
        .AddFlags(
            nameof(PrometheusMetricsOptions.RuntimeMetrics),
            options => options.RuntimeMetrics,
            (options, value) => options.RuntimeMetrics = value)
        .AddBoolean(nameof(PrometheusMetricsOptions.FailOnCollectorError), (options, value) => options.FailOnCollectorError = value)
        .AddTime(nameof(PrometheusMetricsOptions.CollectorTimeout), (options, value) => options.CollectorTimeout = value)
        .AddBoolean(nameof(PrometheusMetricsOptions.CollectorDurations), (options, value) => options.CollectorDurations = value)
        .AddBoolean(nameof(PrometheusMetricsOptions.ExemplarsFromActivity), (options, value) => options.ExemplarsFromActivity = value)
        .AddInteger(nameof(PrometheusMetricsOptions.SeriesLimit), (options, value) => options.SeriesLimit = value)
        .AddInteger(
            nameof(PrometheusMetricsOptions.LabelValueLengthLimit), (options, value) => options.LabelValueLengthLimit = value)
        .AddEnum<NameValidation>(nameof(PrometheusMetricsOptions.NameValidation), (options, value) => options.NameValidation = value)
        .AddMap(nameof(PrometheusMetricsOptions.Labels), (options, value) => options.Labels = value)
        .AddBoolean(nameof(PrometheusMetricsOptions.KeepCounterNames), (options, value) => options.KeepCounterNames = value)
        .AddMap(nameof(PrometheusMetricsOptions.TargetInfo), (options, value) => options.TargetInfo = value);

    private static readonly OptionsSection<PrometheusMetricsOptions> Switch = OptionsSection<PrometheusMetricsOptions>.CreateRoot()
        .AddBoolean(nameof(PrometheusMetricsOptions.Enabled), (options, value) => options.Enabled = value);

    // Known even if the feature is not used: several applications may share one settings file.
    private static readonly string[] Sections =
    [
        PushgatewayOptions.Section.Name, Pushgateways, JanitorOptions.Section.Name, TextfileOptions.Section.Name, HttpMetrics, Endpoint,
        Server,
    ];

    /// <summary>Reads the options of the registry, and checks that each other key is a known section, or possibly the section of another
    /// package. Mistakes are noted in the options, because they do not matter if the metrics are off.</summary>
    /// <exception cref="InvalidOperationException">It cannot be read whether the metrics are on.</exception>
    public static void Bind(IServiceProvider provider, IConfiguration configuration, PrometheusMetricsOptions options)
    {
        Switch.Bind(configuration, options, static _ => null);
        var sections = KnownSections(provider);
        options.Mistakes = Options.FindMistakes(configuration, options, child => DescribeError(child, sections));
    }

    /// <summary>Gets whether a key is, or nearly is, one that exists below <c>Prometheus</c>.</summary>
    public static bool IsNear(IServiceProvider provider, string key) =>
        NearName.Find(key, [.. Options.Keys, .. KnownSections(provider)]) is not null;

    /// <summary>Returns the mistakes of the section <c>Prometheus</c> if one of them is about the section of a feature, which has a value
    /// or nearly its name: the section itself then looks as if it were empty.</summary>
    /// <param name="section">The section of the feature.</param>
    /// <param name="configuration">The configuration of the application.</param>
    /// <param name="sections">The known sections.</param>
    public static string? FindMistakesAbout(string section, IConfiguration configuration, string[] sections)
    {
        return configuration.GetSection(PrometheusMetricsOptions.SectionName).GetChildren().Any(IsMistakeAbout)
            ? Options.FindMistakes(configuration, new PrometheusMetricsOptions(), child => DescribeError(child, sections))
            : null;

        bool IsMistakeAbout(IConfigurationSection child) =>
            string.Equals(NearName.Find(child.Key, [.. Options.Keys, .. sections]), section, StringComparison.OrdinalIgnoreCase)
            && DescribeError(child, sections) is not null;
    }

    /// <summary>Lists the sections below <c>Prometheus</c>, those of other packages included.</summary>
    public static string[] KnownSections(IServiceProvider provider) =>
    [
        .. Sections.Concat(provider.GetServices<ConfigurationSectionName>().Select(name => name.Name))
            .Distinct(StringComparer.OrdinalIgnoreCase),
    ];

    private static string? DescribeError(IConfigurationSection child, string[] sections)
    {
        if (sections.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
        {
            return string.IsNullOrEmpty(child.Value) ? null : ConfigurationError.IsSection(child);
        }

        // An empty section has no value; the value of an empty array in JSON is an empty string.
        var isSection = string.IsNullOrEmpty(child.Value) || child.GetChildren().Any();
        var near = NearName.Find(child.Key, [.. Options.Keys, .. sections]);
        var known = $"Known options are {string.Join(", ", Options.Keys)}; known sections are {string.Join(", ", sections)}.";
        return !isSection ? ConfigurationError.UnknownOption(child, near, known)
            : near is null ? null
            : ConfigurationError.UnregisteredSection(child, near, known);
    }
}
