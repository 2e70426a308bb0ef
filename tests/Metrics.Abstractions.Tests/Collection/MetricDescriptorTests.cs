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

    [Theory]
    [InlineData("x", "", "x")]
    [InlineData("total", "", "total")]
    [InlineData("x_bytes", "", "x_bytes")]
    [InlineData("x", "bytes", "x")]
    [InlineData("x_bytes", "bytes", "x_bytes")]
    [InlineData("x_totals", "", "x_totals")]
    [InlineData("x.y", "bytes", "x.y")]
    public void A_counter_that_keeps_its_name_gets_neither_suffix_nor_unit(string name, string unit, string expected)
    {
        var descriptor = new MetricDescriptor(MetricType.Counter, name, "", ["a"], unit, keepName: true);

        Assert.Equal((expected, expected, unit), (descriptor.Name, descriptor.FamilyName, descriptor.Unit));
        Assert.True(descriptor.KeepsName);
        Assert.True(descriptor.SampleSuffixes.IsEmpty);
        Assert.Equal(["a"], descriptor.LabelNames.ToArray());
    }

    [Theory]
    [InlineData("x_total", "", "x")]
    [InlineData("x_total", "bytes", "x")]
    [InlineData("x_bytes_total", "bytes", "x_bytes")]
    public void A_kept_name_that_ends_in_the_suffix_is_that_of_an_ordinary_counter(string name, string unit, string familyName)
    {
        var descriptor = new MetricDescriptor(MetricType.Counter, name, "", [], unit, keepName: true);

        Assert.Equal((name, familyName), (descriptor.Name, descriptor.FamilyName));
        Assert.False(descriptor.KeepsName);
        Assert.Equal(["_total", "_created"], descriptor.SampleSuffixes.ToArray());
    }

    [Fact]
    public void A_kept_name_that_is_only_the_suffix_is_refused()
    {
        var refusal = Assert.Throws<ArgumentException>(
            "name", () => new MetricDescriptor(MetricType.Counter, "_total", "", [], null, keepName: true));

        Assert.Contains("only the suffix", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(MetricType.Gauge, "x_seconds")]
    [InlineData(MetricType.Histogram, "x_seconds")]
    [InlineData(MetricType.Summary, "x_seconds")]
    [InlineData(MetricType.Unknown, "x_seconds")]
    public void Only_counters_keep_their_names(MetricType type, string expected)
    {
        var descriptor = new MetricDescriptor(type, "x", "", [], "seconds", keepName: true);

        Assert.Equal(expected, descriptor.Name);
        Assert.False(descriptor.KeepsName);
    }

    [Fact]
    public void The_names_of_a_counter_that_keeps_its_own_are_those_that_a_registry_accepts()
    {
        var refusal = Assert.Throws<ArgumentException>(
            "name", () => new MetricDescriptor(MetricType.Counter, "x.y", "", [], null, keepName: true, NameValidation.Legacy));

        Assert.Contains("'x.y' is not a metric name", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(MetricType.Counter, "x_total")]
    [InlineData(MetricType.Info, "x_info")]
    public void A_family_can_be_described_again_as_one_that_is_shown_under_its_whole_name(MetricType type, string name)
    {
        var descriptor = new MetricDescriptor(type, "x", "Help.", ["a"], type == MetricType.Info ? null : "bytes");

        var kept = descriptor.KeepName();

        Assert.True(kept.KeepsName);
        Assert.False(descriptor.KeepsName);
        Assert.Equal(type == MetricType.Counter ? "x_bytes_total" : name, kept.Name);
        Assert.Equal(
            (descriptor.Type, descriptor.Name, descriptor.FamilyName, descriptor.Help, descriptor.Unit),
            (kept.Type, kept.Name, kept.FamilyName, kept.Help, kept.Unit));
        Assert.True(descriptor.LabelNames == kept.LabelNames);
        Assert.Equal(descriptor.SampleSuffixes.ToArray(), kept.SampleSuffixes.ToArray());
        Assert.Same(kept, kept.KeepName());
    }

    [Theory]
    [InlineData(MetricType.Gauge)]
    [InlineData(MetricType.Histogram)]
    [InlineData(MetricType.StateSet)]
    public void A_family_with_one_name_only_is_described_already(MetricType type)
    {
        var descriptor = new MetricDescriptor(type, "x", "");

        Assert.Same(descriptor, descriptor.KeepName());
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
