using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Tests.Collection;

public class NamingRulesTests
{
    // R-067, R-068, R-069: colons and a leading underscore are legal.
    [Theory]
    [InlineData("a")]
    [InlineData("A9")]
    [InlineData("_x_total")]
    [InlineData("__x")]
    [InlineData("a:b")]
    [InlineData(":")]
    [InlineData("http_requests_total")]
    public void Metric_names_are_letters_digits_underscores_and_colons(string name)
    {
        Assert.True(NamingRules.IsMetricName(name));
        Assert.Equal(name, new MetricDescriptor(MetricType.Gauge, name, "").Name);
    }

    // R-067. The one with a line feed passes where a regular expression ends in '$'.
    [Theory]
    [InlineData("")]
    [InlineData("9a")]
    [InlineData("a-b")]
    [InlineData("a b")]
    [InlineData("http.server.duration")]
    [InlineData("foo\n")]
    [InlineData("größe")]
    [InlineData("a٣")]
    [InlineData("a\0")]
    public void Other_metric_names_are_refused_with_one_to_use_instead(string name)
    {
        Assert.False(NamingRules.IsMetricName(name));

        var refusal = Assert.Throws<ArgumentException>(nameof(name), () => new MetricDescriptor(MetricType.Gauge, name, ""));
        Assert.Contains($"'{Shown(name)}' is not a metric name", refusal.Message, StringComparison.Ordinal);
        Assert.True(NamingRules.IsMetricName(Suggestion(refusal)), refusal.Message);
    }

    // R-053
    [Theory]
    [InlineData("_x")]
    [InlineData("A9")]
    [InlineData("a__b")]
    public void Label_names_are_letters_digits_and_underscores(string name)
    {
        Assert.True(NamingRules.IsLabelName(name));
        Assert.Equal([name], new MetricDescriptor(MetricType.Gauge, "m", "", name).LabelNames.ToArray());
    }

    // R-053, R-114
    [Theory]
    [InlineData("")]
    [InlineData("1a")]
    [InlineData("a-b")]
    [InlineData("a:b")]
    [InlineData("::")]
    [InlineData("__x")]
    [InlineData("__name__")]
    [InlineData("__")]
    [InlineData("__1")]
    [InlineData("--x")]
    [InlineData("é é")]
    [InlineData("foo\n")]
    [InlineData("a٣")]
    public void Other_label_names_are_refused_with_one_to_use_instead(string name)
    {
        Assert.False(NamingRules.IsLabelName(name));

        var refusal = Assert.Throws<ArgumentException>("labelNames", () => new MetricDescriptor(MetricType.Gauge, "m", "", name));
        Assert.Contains($"'{Shown(name)}' is not a label name", refusal.Message, StringComparison.Ordinal);
        Assert.True(NamingRules.IsLabelName(Suggestion(refusal)), refusal.Message);
    }

    [Theory]
    [InlineData("http.server.duration", "http_server_duration")]
    [InlineData("9a", "_9a")]
    [InlineData("a:b-c", "a:b_c")]
    public void The_suggestion_stays_close_to_what_was_asked(string asked, string suggested) =>
        Assert.Equal(suggested, Suggestion(Assert.Throws<ArgumentException>(() => new MetricDescriptor(MetricType.Gauge, asked, ""))));

    [Fact]
    public void A_long_name_is_shortened_in_both_places()
    {
        var refusal = Assert.Throws<ArgumentException>(() => new MetricDescriptor(MetricType.Gauge, new string('a', 16_384) + "-", ""));

        Assert.Contains("… (16,385 characters)' is not a metric name", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(100, Suggestion(refusal).Length);
    }

    private static string Shown(string name) =>
        name.Replace("\n", @"\n", StringComparison.Ordinal).Replace("\0", @"\u0000", StringComparison.Ordinal);

    private static string Suggestion(ArgumentException refusal)
    {
        var end = refusal.Message.IndexOf("', for example", StringComparison.Ordinal);
        var start = refusal.Message.LastIndexOf('\'', end - 1) + 1;
        return refusal.Message[start..end];
    }
}
