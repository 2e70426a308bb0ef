using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Tests.Collection;

public class MetricDescriptorTests
{
    // R-070
    [Theory]
    [InlineData(MetricType.Counter, "x_requests", "x_requests_total", "x_requests")]
    [InlineData(MetricType.Counter, "x_requests_total", "x_requests_total", "x_requests")]
    [InlineData(MetricType.Counter, "x_total_total", "x_total_total", "x_total")]
    [InlineData(MetricType.Counter, "xtotal", "xtotal_total", "xtotal")]
    [InlineData(MetricType.Info, "build", "build_info", "build")]
    [InlineData(MetricType.Info, "build_info", "build_info", "build")]
    [InlineData(MetricType.Gauge, "x_total", "x_total", "x_total")]
    [InlineData(MetricType.Gauge, "x_info", "x_info", "x_info")]
    [InlineData(MetricType.Histogram, "x", "x", "x")]
    [InlineData(MetricType.Summary, "x", "x", "x")]
    public void Counters_and_infos_get_their_suffix_where_it_is_missing(MetricType type, string asked, string name, string familyName)
    {
        var descriptor = new MetricDescriptor(type, asked, "Help.");

        Assert.Equal(name, descriptor.Name);
        Assert.Equal(familyName, descriptor.FamilyName);
        Assert.Equal(type, descriptor.Type);
        Assert.Equal("Help.", descriptor.Help);
        Assert.Equal("", descriptor.Unit);
    }

    // R-070
    [Theory]
    [InlineData(MetricType.Counter, "total")]
    [InlineData(MetricType.Counter, "_total")]
    [InlineData(MetricType.Info, "info")]
    [InlineData(MetricType.Info, "_info")]
    public void A_name_that_is_only_the_suffix_is_refused(MetricType type, string name)
    {
        var refusal = Assert.Throws<ArgumentException>(nameof(name), () => new MetricDescriptor(type, name, ""));

        Assert.Contains("only the suffix", refusal.Message, StringComparison.Ordinal);
    }

    // R-071
    [Theory]
    [InlineData(MetricType.Gauge, "x", "seconds", "x_seconds", "x_seconds")]
    [InlineData(MetricType.Gauge, "x_seconds", "seconds", "x_seconds", "x_seconds")]
    [InlineData(MetricType.Gauge, "xseconds", "seconds", "xseconds_seconds", "xseconds_seconds")]
    [InlineData(MetricType.Histogram, "x", "seconds", "x_seconds", "x_seconds")]
    [InlineData(MetricType.Summary, "x", "bytes", "x_bytes", "x_bytes")]
    [InlineData(MetricType.Counter, "x_total", "bytes", "x_bytes_total", "x_bytes")]
    [InlineData(MetricType.Counter, "x_bytes_total", "bytes", "x_bytes_total", "x_bytes")]
    [InlineData(MetricType.Counter, "x", "bytes", "x_bytes_total", "x_bytes")]
    [InlineData(MetricType.Counter, "x.y", "bytes", "x.y_bytes_total", "x.y_bytes")]
    [InlineData(MetricType.Unknown, "x", "watt_hours", "x_watt_hours", "x_watt_hours")]
    public void The_unit_becomes_a_suffix_before_that_of_the_type(
        MetricType type, string asked, string unit, string name, string familyName)
    {
        var descriptor = new MetricDescriptor(type, asked, "", [], unit);

        Assert.Equal((name, familyName, unit), (descriptor.Name, descriptor.FamilyName, descriptor.Unit));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void No_unit_adds_nothing(string? unit) => Assert.Equal("x", new MetricDescriptor(MetricType.Gauge, "x", "", [], unit).Name);

    [Theory]
    [InlineData("km/h")]
    [InlineData("°C")]
    [InlineData("seconds\n")]
    public void A_unit_that_cannot_stand_in_a_name_is_refused(string unit)
    {
        var refusal = Assert.Throws<ArgumentException>(
            nameof(unit), () => new MetricDescriptor(MetricType.Gauge, "x", "", [], unit, NameValidation.Legacy));

        var shown = unit.Replace("\n", @"\n", StringComparison.Ordinal);
        Assert.Contains($"'{shown}' is not a unit", refusal.Message, StringComparison.Ordinal);
    }

    // R-071
    [Theory]
    [InlineData("km/h")]
    [InlineData("°C")]
    public void It_may_be_any_text_where_UTF_8_is_accepted(string unit) =>
        Assert.Equal($"x_{unit}_total", new MetricDescriptor(MetricType.Counter, "x", "", [], unit).Name);

    [Fact]
    public void But_not_one_with_a_NUL() => Assert.StartsWith(
        @"'a\u0000b' is not a unit: use no NUL and no unpaired surrogate, such as 'seconds' or 'bytes'. (In 'x'.)",
        Assert.Throws<ArgumentException>("unit", () => new MetricDescriptor(MetricType.Gauge, "x", "", [], "a\0b")).Message,
        StringComparison.Ordinal);

    // R-072
    [Theory]
    [InlineData(MetricType.Info)]
    [InlineData(MetricType.StateSet)]
    public void Infos_and_state_sets_have_no_unit(MetricType type)
    {
        var refusal = Assert.Throws<ArgumentException>("unit", () => new MetricDescriptor(type, "build", "", [], "seconds"));

        Assert.Contains("no unit", refusal.Message, StringComparison.Ordinal);
    }

    // R-073
    [Fact]
    public void Help_may_be_empty_but_not_null()
    {
        Assert.Equal("", new MetricDescriptor(MetricType.Gauge, "x", "").Help);
        Assert.Throws<ArgumentNullException>("help", () => new MetricDescriptor(MetricType.Gauge, "x", null!));
    }

    [Fact]
    public void A_null_name_is_refused() =>
        Assert.Throws<ArgumentNullException>("name", () => new MetricDescriptor(MetricType.Gauge, null!, ""));

    [Fact]
    public void A_null_label_name_is_refused() => Assert.Contains(
        "(In 'x'.)",
        Assert.Throws<ArgumentNullException>("labelNames", () => new MetricDescriptor(MetricType.Gauge, "x", "", [null!])).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_type_that_does_not_exist_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>("type", () => new MetricDescriptor((MetricType)99, "x", ""));

    // R-037, R-041
    [Theory]
    [InlineData(MetricType.Histogram, "le")]
    [InlineData(MetricType.GaugeHistogram, "le")]
    [InlineData(MetricType.Summary, "quantile")]
    [InlineData(MetricType.StateSet, "x")]
    public void A_label_that_the_format_itself_writes_is_refused(MetricType type, string label)
    {
        var refusal = Assert.Throws<ArgumentException>("labelNames", () => new MetricDescriptor(type, "x", "", "ok", label));

        Assert.Contains($"The label '{label}' of 'x' is reserved", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_types_may_have_these_labels() =>
        Assert.Equal(2, new MetricDescriptor(MetricType.Gauge, "x", "", "le", "quantile").LabelNames.Length);

    // R-055
    [Fact]
    public void A_label_name_that_stands_twice_is_refused()
    {
        var refusal = Assert.Throws<ArgumentException>("labelNames", () => new MetricDescriptor(MetricType.Gauge, "x", "", "a", "b", "a"));

        Assert.Contains("The label 'a' of 'x' is given twice", refusal.Message, StringComparison.Ordinal);
    }

    // R-052
    [Fact]
    public void Any_number_of_labels_is_possible()
    {
        string[] names = [.. Enumerable.Range(1, 12).Select(i => $"l{i}")];

        Assert.Equal(names, new MetricDescriptor(MetricType.Gauge, "x", "", names).LabelNames.ToArray());
    }

    [Fact]
    public void The_callers_label_names_are_copied()
    {
        string[] names = ["a"];
        var descriptor = new MetricDescriptor(MetricType.Gauge, "x", "", names);

        names[0] = "changed";

        Assert.Equal(["a"], descriptor.LabelNames.ToArray());
        Assert.Equal("""a="1" """.Trim(), descriptor.Labels("1").ToString());
    }

    // R-056
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void Labels_want_one_value_for_each_name(int values)
    {
        var descriptor = new MetricDescriptor(MetricType.Gauge, "x", "", "a", "b");

        var refusal = Assert.Throws<ArgumentException>(nameof(values), () => descriptor.Labels([.. Enumerable.Repeat("v", values)]));

        Assert.Contains($"'x' has 2 labels (a, b), but was given {values} value", refusal.Message, StringComparison.Ordinal);
    }

    // R-062
    [Fact]
    public void A_null_value_becomes_an_empty_one()
    {
        var descriptor = new MetricDescriptor(MetricType.Gauge, "x", "", "a", "b");

        Assert.Equal(["1", ""], descriptor.Labels("1", null!).Values.ToArray());
    }

    [Theory]
    [InlineData(MetricType.Counter, "counter x_total{a,b}")]
    [InlineData(MetricType.GaugeHistogram, "gaugehistogram x{a,b}")]
    public void Its_text_is_for_messages(MetricType type, string text) =>
        Assert.Equal(text, new MetricDescriptor(type, "x", "", "a", "b").ToString());

    [Fact]
    public void Its_text_has_no_braces_without_labels() =>
        Assert.Equal("gauge x", new MetricDescriptor(MetricType.Gauge, "x", "").ToString());
}
