using PrometheusMetrics.Collection;
using PrometheusMetrics.Linting;

namespace PrometheusMetrics.Tests.Linting;

/// <summary>The rules L1 to L14 of Prometheus' linter and the style rules. The end-to-end tests compare the first
/// with promtool.</summary>
public class LintRulesTests
{
    private const string NoTotal = "non-counter metrics should not have \"_total\" suffix";
    private const string NoTimestamp = "non-gauge metrics should not have \"_timestamp_seconds\" suffix";
    private const string NoBucket = "non-histogram metrics should not have \"_bucket\" suffix";
    private const string NoCount = "non-histogram and non-summary metrics should not have \"_count\" suffix";
    private const string NoSum = "non-histogram and non-summary metrics should not have \"_sum\" suffix";
    private const string NoLe = "non-histogram metrics should not have \"le\" label";
    private const string NoQuantile = "non-summary metrics should not have \"quantile\" label";
    private const string Colon = "metric names should not contain ':'";
    private const string CamelCase = "metric names should be written in 'snake_case' not 'camelCase'";
    private const string LabelCamelCase = "label names should be written in 'snake_case' not 'camelCase'";
    private const string Abbreviation = "metric names should not contain abbreviated units";
    private const string Type = "label 'type' should have a name that says what it distinguishes";
    private const string Underscore = "metric names should not begin with '_', which OpenMetrics reserves";
    private const string Timestamp = "a time should be a Unix timestamp in seconds, with the suffix \"_timestamp_seconds\"";

    [Theory]
    [InlineData(MetricType.Counter, "requests")]
    [InlineData(MetricType.Counter, "cpu_seconds")]
    [InlineData(MetricType.Gauge, "queue_length")]
    [InlineData(MetricType.Gauge, "last_success_timestamp_seconds")]
    [InlineData(MetricType.Gauge, "usage_ratio")]
    [InlineData(MetricType.Gauge, "ms_in_front")]
    [InlineData(MetricType.Gauge, "gauge_in_front")]
    [InlineData(MetricType.Gauge, "REQUESTS")]
    [InlineData(MetricType.Gauge, "temperature_kelvin")]
    [InlineData(MetricType.Gauge, "distance_metres")]
    [InlineData(MetricType.Histogram, "request_duration_seconds")]
    [InlineData(MetricType.Summary, "response_size_bytes")]
    [InlineData(MetricType.Info, "build")]
    [InlineData(MetricType.StateSet, "power")]
    [InlineData(MetricType.Unknown, "anything_total")]
    public void A_good_metric_has_no_problem(MetricType type, string name) => Assert.Empty(Check(type, name, "channel"));

    [Theory]
    [InlineData("http.server.duration_seconds", "error.message", null)]
    [InlineData("花火", "größe", null)]
    [InlineData("🙂", "🙂", null)]
    [InlineData("a.b_milliseconds", "l", "use base unit \"seconds\" instead of \"milliseconds\"")]
    [InlineData("a.b_total", "l", NoTotal)]
    [InlineData("größe.camelCase", "l", CamelCase)]
    [InlineData("a.b", "label.camelCase", LabelCamelCase)]
    [InlineData("a.b_ms", "l", Abbreviation)]
    public void Names_in_UTF_8_are_checked_by_the_same_rules(string name, string label, string? problem) =>
        Assert.Equal(problem is null ? [] : [problem], Check(MetricType.Gauge, name, label));

    // L1
    //
    [Theory]
    [InlineData("x_requests", true)]
    [InlineData("x_requests_total", false)]
    public void A_counter_that_keeps_its_name_should_have_the_suffix(string name, bool isProblem)
    {
        var family = new MetricDescriptor(MetricType.Counter, name, "Help.", [], unit: null, keepName: true);

        Assert.Equal(
            isProblem ? ["counter metrics should have \"_total\" suffix"] : [], LintRules.Check(family, [], LabelSet.Empty));
    }

    [Fact]
    public void A_label_of_the_registry_is_meant_to_be_the_same_for_the_whole_target()
    {
        var family = new MetricDescriptor(MetricType.Gauge, "x_temperature", "Help.", "region", "zone");

        Assert.Equal(
            ["label 'zone' should be added by Prometheus, because it is the same for the whole target"],
            LintRules.Check(family, ["region", "zone"], LabelSet.Create(("region", "eu"))));
    }

    [Fact]
    public void Help_is_wanted() =>
        Assert.Equal(["no help text"], LintRules.Check(new MetricDescriptor(MetricType.Gauge, "x", ""), [], LabelSet.Empty));

    // L2
    [Theory]
    [InlineData("x_duration_milliseconds", "seconds", "milliseconds")]
    [InlineData("x_minutes_total", "seconds", "minutes")]
    [InlineData("x_days", "seconds", "days")]
    [InlineData("x_bits", "bytes", "bits")]
    [InlineData("x_kilobytes", "bytes", "kilobytes")]
    [InlineData("x_mibibytes", "bytes", "mibibytes")]
    [InlineData("x_kelvins", "kelvin", "kelvins")]
    [InlineData("x_fahrenheit", "celsius", "fahrenheit")]
    [InlineData("x_miles", "meters", "miles")]
    [InlineData("x_kilometres", "metres", "kilometres")]
    [InlineData("x_calories", "joules", "calories")]
    [InlineData("kilograms", "grams", "kilograms")]
    [InlineData("minutes_of_seconds", "seconds", "minutes")]
    public void A_unit_should_be_a_base_unit(string name, string unit, string instead) =>
        Assert.Equal([$"use base unit \"{unit}\" instead of \"{instead}\""], Check(MetricType.Unknown, name));

    [Fact]
    public void The_first_unit_of_a_name_decides() => Assert.Empty(Check(MetricType.Gauge, "seconds_of_minutes"));

    // L3. The suffix is added at creation.
    [Fact]
    public void A_counter_always_has_its_suffix() => Assert.Empty(Check(MetricType.Counter, "x_requests"));

    // L4 to L7
    [Theory]
    [InlineData(MetricType.Gauge, "x_total", NoTotal)]
    [InlineData(MetricType.Histogram, "x_total", NoTotal)]
    [InlineData(MetricType.Summary, "x_total", NoTotal)]
    [InlineData(MetricType.StateSet, "x_total", NoTotal)]
    [InlineData(MetricType.Histogram, "x_timestamp_seconds", NoTimestamp)]
    [InlineData(MetricType.Summary, "x_timestamp_seconds", NoTimestamp)]
    [InlineData(MetricType.Gauge, "x_bucket", NoBucket)]
    [InlineData(MetricType.Summary, "x_bucket", NoBucket)]
    [InlineData(MetricType.Histogram, "x_bucket", null)]
    [InlineData(MetricType.GaugeHistogram, "x_bucket", null)]
    [InlineData(MetricType.Gauge, "x_count", NoCount)]
    [InlineData(MetricType.Histogram, "x_count", null)]
    [InlineData(MetricType.Summary, "x_count", null)]
    [InlineData(MetricType.Gauge, "x_sum", NoSum)]
    [InlineData(MetricType.Summary, "x_sum", null)]
    [InlineData(MetricType.Unknown, "x_count", null)]
    [InlineData(MetricType.Unknown, "x_sum", null)]
    [InlineData(MetricType.Unknown, "x_bucket", null)]
    public void A_suffix_belongs_to_its_type(MetricType type, string name, string? problem) =>
        Assert.Equal(problem is null ? [] : [problem], Check(type, name));

    // L8 and L9
    [Theory]
    [InlineData(MetricType.Gauge, "le", NoLe)]
    [InlineData(MetricType.Summary, "le", NoLe)]
    [InlineData(MetricType.Counter, "quantile", NoQuantile)]
    [InlineData(MetricType.Histogram, "quantile", NoQuantile)]
    [InlineData(MetricType.Unknown, "le", null)]
    [InlineData(MetricType.Unknown, "quantile", null)]
    public void A_label_belongs_to_its_type(MetricType type, string label, string? problem) =>
        Assert.Equal(problem is null ? [] : [problem], Check(type, "x", label));

    // L10
    [Theory]
    [InlineData(MetricType.Gauge, "x_gauge", "gauge")]
    [InlineData(MetricType.Gauge, "x_Gauge_y", "gauge")]
    [InlineData(MetricType.Counter, "x_counter", "counter")]
    [InlineData(MetricType.Histogram, "x_histogram_seconds", "histogram")]
    [InlineData(MetricType.Summary, "x_summary", "summary")]
    [InlineData(MetricType.Info, "x_gauge", "gauge")]
    [InlineData(MetricType.Gauge, "x_gauges", null)]
    [InlineData(MetricType.Gauge, "x_histogram", null)]
    public void A_name_should_not_repeat_its_type(MetricType type, string name, string? word) =>
        Assert.Equal(word is null ? [] : [$"metric name should not include type '{word}'"], Check(type, name));

    // L11 to L14, R-068
    [Theory]
    [InlineData("x:y", Colon)]
    [InlineData("xFoo", CamelCase)]
    [InlineData("requestCount", CamelCase)]
    [InlineData("x_ms", Abbreviation)]
    [InlineData("x_MB_used", Abbreviation)]
    [InlineData("x_h_y", Abbreviation)]
    [InlineData("x_ms_s", Abbreviation)]
    [InlineData("latency_ms_seconds", Abbreviation)]
    public void A_name_should_be_spelled_in_full_and_in_snake_case(string name, string problem) =>
        Assert.Equal([problem], Check(MetricType.Gauge, name));

    [Fact]
    public void Label_names_too_and_each_problem_is_told_once() =>
        Assert.Equal([LabelCamelCase], Check(MetricType.Gauge, "x", "fooBar", "barFoo"));

    //
    [Theory]
    [InlineData("_x", "a", Underscore)]
    [InlineData("x", "_a", "label names should not begin with '_', which OpenMetrics reserves: '_a'")]
    [InlineData("x_percent", "a", "use base unit \"ratio\" (0 to 1) instead of \"percent\"")]
    [InlineData("x_percentage_used", "a", "use base unit \"ratio\" (0 to 1) instead of \"percentage\"")]
    [InlineData("last_run_timestamp", "a", Timestamp)]
    [InlineData("x", "type", Type)]
    [InlineData("x", "instance", "label 'instance' should be added by Prometheus, because it is the same for the whole target")]
    [InlineData("x", "region", "label 'region' should be added by Prometheus, because it is the same for the whole target")]
    [InlineData("x_by_code", "code", "metric name should not include its label 'code'")]
    [InlineData("x_by_code_y", "code", "metric name should not include its label 'code'")]
    [InlineData("x_by_codes", "code", null)]
    [InlineData("x_by_code", "a", null)]
    public void Style_that_promtool_does_not_check_is_checked(string name, string label, string? problem) =>
        Assert.Equal(problem is null ? [] : [problem], Check(MetricType.Gauge, name, label));

    [Fact]
    public void All_problems_of_a_metric_are_told() => Assert.Equal(
        [NoTotal, CamelCase, Type], Check(MetricType.Gauge, "requestCount_total", "type"));

    private static IEnumerable<string> Check(MetricType type, string name, params string[] labelNames) =>
        LintRules.Check(new MetricDescriptor(type, name, "Help.", labelNames), labelNames, LabelSet.Empty);
}
