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

        var refusal = Assert.Throws<ArgumentException>(nameof(name), () => Legacy(name));
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

        var refusal = Assert.Throws<ArgumentException>("labelNames", () => Legacy("m", name));
        Assert.Contains($"'{Shown(name)}' is not a label name", refusal.Message, StringComparison.Ordinal);
        Assert.True(NamingRules.IsLabelName(Suggestion(refusal)), refusal.Message);
    }

    [Theory]
    [InlineData("http.server.duration", "http_server_duration")]
    [InlineData("9a", "_9a")]
    [InlineData("a:b-c", "a:b_c")]
    public void The_suggestion_stays_close_to_what_was_asked(string asked, string suggested) =>
        Assert.Equal(suggested, Suggestion(Assert.Throws<ArgumentException>(() => Legacy(asked))));

    [Fact]
    public void A_long_name_is_shortened_in_both_places()
    {
        var refusal = Assert.Throws<ArgumentException>(() => Legacy(new string('a', 16_384) + "-"));

        Assert.Contains("… (16,385 characters)' is not a metric name", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(100, Suggestion(refusal).Length);
    }

    // R-067, R-272
    [Theory]
    [InlineData("http.server.duration")]
    [InlineData("9a")]
    [InlineData(" ")]
    [InlineData("größe")]
    [InlineData("花火 😱")]
    [InlineData("a\"b\\c\nd\u0001\u007f\u2028\ufeff\uffff")]
    public void Any_text_is_a_metric_name_where_UTF_8_is_accepted(string name)
    {
        Assert.True(NamingRules.IsMetricName(name, NameValidation.Utf8));
        Assert.False(NamingRules.IsMetricName(name, NameValidation.Legacy));
        Assert.Equal(name, new MetricDescriptor(MetricType.Gauge, name, "").Name);
        Assert.Null(NamingRules.FindViolation(new MetricDescriptor(MetricType.Gauge, name, ""), NameValidation.Utf8));
    }

    // R-053, R-272
    [Theory]
    [InlineData("error.message")]
    [InlineData("a:b")]
    [InlineData("9")]
    [InlineData("größe\n")]
    public void Any_text_is_a_label_name_where_UTF_8_is_accepted(string name)
    {
        Assert.True(NamingRules.IsLabelName(name, NameValidation.Utf8));
        Assert.False(NamingRules.IsLabelName(name, NameValidation.Legacy));
        Assert.Equal([name], new MetricDescriptor(MetricType.Gauge, "m", "", name).LabelNames.ToArray());
        Assert.Equal([name], LabelSet.Create((name, "1")).Names.ToArray());
    }

    // R-272. A fact, because an attribute can't hold an unpaired surrogate. A NUL is legal UTF-8, but no Prometheus reads it in a name.
    [Fact]
    public void Texts_without_a_UTF_8_form_empty_ones_and_NULs_are_never_metric_names() =>
        Assert.All(["", "\0", "a\0b", "\ud800", "a\udc00", "\udc00\ud800", "\ud83d\ude42\ud83d"], name =>
        {
            Assert.False(NamingRules.IsMetricName(name, NameValidation.Utf8));
            var refusal = Assert.Throws<ArgumentException>(nameof(name), () => new MetricDescriptor(MetricType.Gauge, name, ""));
            Assert.Contains("is not a metric name. Use at least one character", refusal.Message, StringComparison.Ordinal);
            Assert.True(NamingRules.IsMetricName(Suggestion(refusal), NameValidation.Utf8), refusal.Message);
        });

    // R-053, R-114, R-272
    [Fact]
    public void Nor_are_they_label_names_or_is_the_prefix_of_Prometheus_itself() =>
        Assert.All(["", "\0", "\ud800", "__x", "__", "__name__", "__é"], name =>
        {
            Assert.False(NamingRules.IsLabelName(name, NameValidation.Utf8));
            var refusal = Assert.Throws<ArgumentException>("labelNames", () => new MetricDescriptor(MetricType.Gauge, "m", "", name));
            Assert.Contains("is not a label name. Use at least one character", refusal.Message, StringComparison.Ordinal);
            Assert.EndsWith("(In 'm'.) (Parameter 'labelNames')", refusal.Message, StringComparison.Ordinal);
            Assert.True(NamingRules.IsLabelName(Suggestion(refusal), NameValidation.Utf8), refusal.Message);
            Assert.Throws<ArgumentException>("labels", () => LabelSet.Create((name, "1")));
        });

    [Fact]
    public void What_a_registry_must_not_accept_is_found_with_the_message_of_its_creation()
    {
        var metric = new MetricDescriptor(MetricType.Counter, "a.b", "");
        var label = new MetricDescriptor(MetricType.Gauge, "x", "", "ok", "a.b");
        var unit = new MetricDescriptor(MetricType.Gauge, "x", "", [], "a_b");

        Assert.Equal(
            "'a.b_total' is not a metric name. Use letters, digits, '_' and ':', and don't start with a digit: 'a_b_total', for example.",
            NamingRules.FindViolation(metric, NameValidation.Legacy));
        Assert.Equal(
            "'a.b' is not a label name. Use letters, digits and '_', don't start with a digit or '__': 'a_b', for example. (In 'x'.)",
            NamingRules.FindViolation(label, NameValidation.Legacy));
        Assert.Null(NamingRules.FindViolation(unit, NameValidation.Legacy));
        Assert.Equal(
            "'a.b' is not a label name. Use letters, digits and '_', don't start with a digit or '__': 'a_b', for example.",
            NamingRules.FindViolation(LabelSet.Create(("a", "1"), ("a.b", "2")), NameValidation.Legacy));
        Assert.Null(NamingRules.FindViolation(LabelSet.Create(("a", "1"), ("a.b", "2")), NameValidation.Utf8));
    }

    // The label of a state set has its name.
    [Fact]
    public void The_name_of_a_state_set_is_a_label_name()
    {
        Assert.Throws<ArgumentException>("name", () => new MetricDescriptor(MetricType.StateSet, "__x", ""));
        Assert.Equal(
            "'a:b' is not a label name. Use letters, digits and '_', don't start with a digit or '__': 'a_b', for example.",
            NamingRules.FindViolation(new MetricDescriptor(MetricType.StateSet, "a:b", ""), NameValidation.Legacy));
    }

    private static MetricDescriptor Legacy(string name, params ReadOnlySpan<string> labelNames) =>
        new(MetricType.Gauge, name, "", labelNames, unit: null, NameValidation.Legacy);

    private static string Shown(string name) =>
        name.Replace("\n", @"\n", StringComparison.Ordinal).Replace("\0", @"\u0000", StringComparison.Ordinal);

    private static string Suggestion(ArgumentException refusal)
    {
        var end = refusal.Message.IndexOf("', for example", StringComparison.Ordinal);
        var start = refusal.Message.LastIndexOf('\'', end - 1) + 1;
        return refusal.Message[start..end];
    }
}
