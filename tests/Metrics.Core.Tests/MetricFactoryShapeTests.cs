using PrometheusMetrics.Collection;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests;

/// <summary>The same name in another shape is refused, and the message shows both.</summary>
// R-007, R-008, R-076
public class MetricFactoryShapeTests : EngineTest
{
    [Fact]
    public void Another_help_is_refused()
    {
        Factory.CreateCounter("x", "One.");

        Refused(() => Factory.CreateCounter("x", "Other."), "counter x_total, help \"One.\"", "counter x_total, help \"Other.\"");
    }

    // They are exposed as the same text.
    [Fact]
    public void A_help_that_differs_in_unpaired_surrogates_only_is_the_same()
    {
        var counter = Factory.CreateCounter("x", "One \ud800.");

        Assert.Same(counter, Factory.CreateCounter("x", "One \udfff."));
        Assert.Same(counter, Factory.CreateCounter("x", "One \ufffd."));
        Refused(() => Factory.CreateCounter("x", "One ?."), "counter x_total, help \"One", "help \"One ?.");
    }

    // R-061: the label names of a metric are those of its creation, whatever else is asked for later.
    [Theory]
    [InlineData("other")]
    [InlineData("b", "a")]
    [InlineData("a")]
    [InlineData("a", "b", "c")]
    public void Other_label_names_are_refused(params string[] labelNames)
    {
        var family = Factory.CreateCounter("x", "", "a", "b");
        family.WithLabels("1", "2").Inc();

        Refused(
            () => Factory.CreateCounter("x", "", labelNames),
            "counter x_total{a,b}",
            $"counter x_total{{{string.Join(',', labelNames)}}}");
        Assert.Throws<ArgumentException>(() => family.WithLabels(["1", "2", "3"]));
        Assert.Equal(["x_total{a=\"1\",b=\"2\"} 1"], Scrape.Lines(Registry));
    }

    // R-066: a total beside the series with labels would be counted twice.
    [Fact]
    public void A_metric_with_labels_has_no_series_without_them()
    {
        Factory.CreateCounter("x", "", "a").WithLabels("1").Inc();

        Refused(() => Factory.CreateCounter("x", ""), "counter x_total{a}", "counter x_total");
        Assert.Equal(["x_total{a=\"1\"} 1"], Scrape.Lines(Registry));
        Assert.DoesNotContain(
            typeof(IMetricFamily<ICounter>).GetMethods().Select(method => method.Name), name => name is "Inc" or "Set" or "Observe");
    }

    [Fact]
    public void The_message_begins_with_the_first_difference()
    {
        Factory.CreateHistogram("x", "One.", ["a", "b"], new HistogramOptions { Buckets = [1, 2], SeriesLimit = 5 });
        Factory.CreateGauge("y_seconds", "");

        Differs(() => Factory.CreateGauge("x", "Other."), "type: \"histogram\" instead of \"gauge\"");
        Differs(() => Factory.CreateHistogram("x", "Other."), "help: \"One.\" instead of \"Other.\"");
        Differs(() => Factory.CreateHistogram("x", "One.", "a"), "label names: \"a, b\" instead of \"a\"");
        Differs(() => Factory.CreateHistogram("x", "One."), "label names: \"a, b\" instead of \"\"");
        Differs(
            () => Factory.CreateHistogram("x", "One.", ["a", "b"], new HistogramOptions { Buckets = [1, 3] }),
            "buckets: \"1, 2\" instead of \"1, 3\"");
        Differs(
            () => Factory.CreateHistogram(
                "x", "One.", ["a", "b"], new HistogramOptions { Buckets = [1, 2], SeriesLimit = 5, Native = new() }),
            "native schema: \"none\" instead of \"3\"");
        Differs(
            () => Factory.CreateHistogram("x", "One.", ["a", "b"], new HistogramOptions { Buckets = [1, 2] }),
            "series limit: \"5\" instead of \"10000\"");
        Differs(() => Factory.CreateGauge("y", "", new GaugeOptions { Unit = "seconds" }), "unit: \"\" instead of \"seconds\"");
        Differs(
            () => Factory.CreateObservableGauge("y_seconds", "Other.", () => 1), "kind: \"instrument\" instead of \"observable\"");

        static void Differs(Func<object> create, string difference) => Assert.StartsWith(
            $"is already registered with another shape ({difference}). Registered: ",
            Assert.Throws<InvalidOperationException>(create).Message.Split(' ', 2)[1],
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        0,
        "from character 1 on: \"Xaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…\" instead of \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…\"")]
    [InlineData(
        1234,
        "from character 1,235 on: \"…aaaaaaaaaaaaaaaaaaaaXaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…\" instead of \"…aaaaaaa")]
    [InlineData(1999, "from character 2,000 on: \"…aaaaaaaaaaaaaaaaaaaaX\" instead of \"…aaaaaaaaaaaaaaaaaaaaa\")")]
    public void Of_long_texts_the_place_of_the_first_difference_is_shown(int position, string difference)
    {
        var help = new string('a', 2000).ToCharArray();
        help[position] = 'X';
        Factory.CreateCounter("x", new string(help));

        var message = Assert.Throws<InvalidOperationException>(() => Factory.CreateCounter("x", new string('a', 2000))).Message;

        Assert.Contains($"another shape (help {difference}", message, StringComparison.Ordinal);
        Assert.InRange(message.Length, 0, 700);
    }

    [Fact]
    public void The_end_of_a_text_that_goes_on_is_a_difference_too()
    {
        Factory.CreateCounter("x", new string('a', 101));

        var message = Assert.Throws<InvalidOperationException>(() => Factory.CreateCounter("x", new string('a', 102))).Message;

        Assert.Contains(
            "(help from character 102 on: \"…aaaaaaaaaaaaaaaaaaaa\" instead of \"…aaaaaaaaaaaaaaaaaaaaa\")",
            message,
            StringComparison.Ordinal);
    }

    // The texts differ in the second half of a pair, and without the rounding the excerpt would begin and end inside of one.
    [Fact]
    public void A_surrogate_pair_is_shown_whole()
    {
        var help = "a" + string.Concat(Enumerable.Repeat("\U0001F642", 200));
        Factory.CreateCounter("x", help);

        var other = help[..201] + "\U0001F643" + help[203..];
        var message = Assert.Throws<InvalidOperationException>(() => Factory.CreateCounter("x", other)).Message;

        Assert.Contains("help from character 203 on: \"…\U0001F642", message, StringComparison.Ordinal);
        Assert.Contains("\U0001F642\U0001F643\U0001F642", message, StringComparison.Ordinal);
        Assert.DoesNotContain("\\u", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_labels_are_refused()
    {
        Factory.CreateGauge("x", "", "a", "b");

        Refused(() => Factory.CreateGauge("x", ""), "gauge x{a,b}", "gauge x,");
        Refused(() => Factory.CreateGauge("x", "", "a"), "gauge x{a,b}", "gauge x{a}");
        Refused(() => Factory.CreateGauge("x", "", "b", "a"), "gauge x{a,b}", "gauge x{b,a}");
        Refused(() => Factory.CreateGauge("x", "", ["a", "b", "c"], null), "gauge x{a,b}", "gauge x{a,b,c}");
    }

    [Fact]
    public void Another_type_is_refused()
    {
        Factory.CreateGauge("x", "");

        Refused(() => Factory.CreateHistogram("x", ""), "gauge x", "histogram x");
        Refused(() => Factory.CreateSummary("x", ""), "gauge x", "summary x");
        Factory.CreateCounter("y", "");
        Refused(() => Factory.CreateGauge("y_total", ""), "counter y_total", "gauge y_total");
    }

    [Fact]
    public void Other_buckets_are_refused()
    {
        Factory.CreateHistogram("x", "", new HistogramOptions { Buckets = [1, 2] });

        Refused(() => Factory.CreateHistogram("x", "", new HistogramOptions { Buckets = [1, 3] }), "buckets 1, 2.", "buckets 1, 3.");
        Refused(() => Factory.CreateHistogram("x", "", new HistogramOptions { Buckets = [1] }), "buckets 1, 2.", "buckets 1.");
        Refused(
            () => Factory.CreateHistogram("x", ""), "buckets 1, 2.", "buckets 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10.");
    }

    [Fact]
    public void Another_unit_is_refused()
    {
        Factory.CreateGauge("x_seconds", "");

        Refused(() => Factory.CreateGauge("x", "", new GaugeOptions { Unit = "seconds" }), "help \"\".", "help \"\", unit seconds");
    }

    [Fact]
    public void Another_initial_value_is_refused()
    {
        Factory.CreateGauge("x", "", new GaugeOptions { InitialValue = 5 });

        Refused(() => Factory.CreateGauge("x", ""), "initial value 5", "help \"\".");
        Refused(() => Factory.CreateGauge("x", "", new GaugeOptions { InitialValue = 0.5 }), "initial value 5", "initial value 0.5");
    }

    [Fact]
    public void Other_quantiles_are_refused()
    {
        Factory.CreateSummary("x", "", new SummaryOptions { Objectives = [new(0.5, 0.05)] });

        Refused(() => Factory.CreateSummary("x", ""), "quantiles 0.5", "no quantiles");
        Refused(
            () => Factory.CreateSummary("x", "", new SummaryOptions { Objectives = [new(0.9, 0.05)] }), "quantiles 0.5", "quantiles 0.9");
        Refused(
            () => Factory.CreateSummary("x", "", new SummaryOptions { Objectives = [new(0.5, 0.05)], MaxAge = TimeSpan.FromMinutes(1) }),
            "window 00:10:00 in 5 steps",
            "window 00:01:00 in 5 steps");
        Refused(
            () => Factory.CreateSummary("x", "", new SummaryOptions { Objectives = [new(0.5, 0.05)], AgeBuckets = 2 }),
            "window 00:10:00 in 5 steps",
            "window 00:10:00 in 2 steps");
    }

    public static TheoryData<string> Options()
    {
        var paths = new TheoryData<string>();
        var exported = typeof(InstrumentOptions).Assembly.GetExportedTypes();
        foreach (var type in exported.Where(type => type.IsSubclassOf(typeof(InstrumentOptions))))
        {
            Add(type.Name, type);
        }

        return paths;

        void Add(string prefix, Type type)
        {
            foreach (var property in type.GetProperties().Where(property => property.SetMethod is not null))
            {
                if (property.Name == nameof(CounterOptions.KeepName))
                {
                    // It chooses the name, so that another value requests another metric.
                    continue;
                }

                paths.Add($"{prefix}.{property.Name}");
                if (property.PropertyType.Name.EndsWith("Options", StringComparison.Ordinal))
                {
                    Add($"{prefix}.{property.Name}", property.PropertyType);
                }
            }
        }
    }

    // An option that the shape lacks would be ignored silently where the metric exists already.
    [Theory]
    [MemberData(nameof(Options))]
    public void Every_option_is_part_of_the_shape(string path)
    {
        var steps = path.Split('.');
        CreateWith(steps[0], OtherOption.Base(steps[0]));

        Refused(
            () => CreateWith(steps[0], OtherOption.Change(OtherOption.Base(steps[0]), steps.AsSpan(1))),
            out var existing,
            out var asked);
        Assert.NotEqual(existing, asked);
        Assert.Same(CreateWith(steps[0], OtherOption.Base(steps[0])), CreateWith(steps[0], OtherOption.Base(steps[0])));
    }

    [Fact]
    public void An_array_of_the_options_that_is_changed_later_changes_no_shape()
    {
        double[] buckets = [1, 2];
        QuantileObjective[] objectives = [new(0.5, 0.05)];
        string[] states = ["on", "off"];
        var histogram = Factory.CreateHistogram("h", "", new HistogramOptions { Buckets = buckets });
        var summary = Factory.CreateSummary("s", "", new SummaryOptions { Objectives = objectives });
        var stateSet = Factory.CreateStateSet("t", "", new StateSetOptions { States = states });

        buckets[1] = 3;
        objectives[0] = new(0.9, 0.01);
        states[1] = "broken";

        Assert.Same(histogram, Factory.CreateHistogram("h", "", new HistogramOptions { Buckets = [1, 2] }));
        Assert.Same(summary, Factory.CreateSummary("s", "", new SummaryOptions { Objectives = [new(0.5, 0.05)] }));
        Assert.Same(stateSet, Factory.CreateStateSet("t", "", new StateSetOptions { States = ["on", "off"] }));
        Assert.Throws<InvalidOperationException>(() => Factory.CreateHistogram("h", "", new HistogramOptions { Buckets = buckets }));
        Assert.Throws<InvalidOperationException>(() => Factory.CreateSummary("s", "", new SummaryOptions { Objectives = objectives }));
        Assert.Throws<InvalidOperationException>(() => Factory.CreateStateSet("t", "", new StateSetOptions { States = states }));
    }

    [Fact]
    public void The_name_of_a_collectors_family_is_refused()
    {
        Registry.Register(new TestCollector([new MetricDescriptor(MetricType.Gauge, "x", "")]));

        Refused(() => Factory.CreateGauge("x", ""), "gauge x, help \"\", of the collector TestCollector", "gauge x");
    }

    [Fact]
    public void The_name_of_an_observable_is_refused()
    {
        using var observable = Factory.CreateObservableGauge("x", "Kept elsewhere.", () => 1);

        Refused(() => Factory.CreateGauge("x", ""), "gauge x, help \"Kept elsewhere.\", observable", "gauge x");
    }

    // R-014
    [Fact]
    public void The_name_of_a_self_metric_is_refused() => Refused(
        () => Factory.CreateCounter(
            "metrics_collector_errors_total",
            "Number of collections in which a collector failed.",
            "collector"),
        "a self metric of the registry",
        "counter metrics_collector_errors_total{collector}");

    // The lookup must not return an existing metric of another kind.
    [Fact]
    public void A_refusal_changes_nothing()
    {
        var gauge = Factory.CreateGauge("x", "");
        gauge.Set(1);
        Assert.Throws<InvalidOperationException>(() => Factory.CreateHistogram("x", ""));

        Assert.Same(gauge, Factory.CreateGauge("x", ""));
        Assert.Throws<InvalidOperationException>(() => Factory.CreateHistogram("x", ""));
        Assert.Equal(["x 1"], Scrape.Lines(Registry));
    }

    [Fact]
    public void What_is_illegal_is_refused_also_where_the_name_exists()
    {
        Factory.CreateCounter("x", "", "a");

        Assert.Throws<ArgumentNullException>("name", () => Factory.CreateCounter(null!, ""));
        Assert.Throws<ArgumentNullException>("help", () => Factory.CreateCounter("x", null!, "a"));
        Assert.Throws<ArgumentNullException>(() => Factory.CreateCounter("x", "", [null!], null));
        Assert.Throws<ArgumentException>(() => Factory.CreateCounter("x", "", "a", "a"));
        Assert.Throws<ArgumentException>(() => Factory.CreateCounter("9x", ""));
        Assert.Throws<ArgumentException>(() => Factory.CreateHistogram("h", "", new HistogramOptions { Buckets = [2, 1] }));
        Assert.Throws<ArgumentException>(() => Factory.CreateHistogram("h", "", "le"));
        Assert.Throws<ArgumentException>(() => Factory.CreateSummary("s", "", "quantile"));
        Assert.Empty(Scrape.Lines(Registry));
    }

    // With one label, so that every option has an effect. A name with every unit that is asked for, so that the name stays the same.
    private object CreateWith(string optionsType, InstrumentOptions options) => optionsType switch
    {
        nameof(CounterOptions) => Factory.CreateCounter("x_seconds", "", ["a"], (CounterOptions)options),
        nameof(GaugeOptions) => Factory.CreateGauge("x_seconds", "", ["a"], (GaugeOptions)options),
        nameof(HistogramOptions) => Factory.CreateHistogram("x_seconds", "", ["a"], (HistogramOptions)options),
        nameof(SummaryOptions) => Factory.CreateSummary("x_seconds", "", ["a"], (SummaryOptions)options),
        nameof(InfoOptions) => Factory.CreateInfo("x_seconds", "", ["a"], (InfoOptions)options),
        nameof(StateSetOptions) => Factory.CreateStateSet("x_seconds", "", ["a"], (StateSetOptions)options),
        _ => throw new NotSupportedException($"Say here which instrument has {optionsType}."),
    };

    private static void Refused(Func<object> create, string existing, string asked)
    {
        Refused(create, out var existingText, out var askedText);

        Assert.Contains(existing, existingText, StringComparison.Ordinal);
        Assert.Contains(asked, askedText, StringComparison.Ordinal);
    }

    private static void Refused(Func<object> create, out string existing, out string asked)
    {
        const string Advice = "Request the same shape, or choose another name.";
        var message = Assert.Throws<InvalidOperationException>(create).Message;

        var halves = message.Split(" Requested: ");
        Assert.Equal(2, halves.Length);
        Assert.Matches(@"is already registered with another shape \(.+ instead of .+\)\. Registered: ", halves[0]);
        Assert.EndsWith(Advice, message, StringComparison.Ordinal);
        existing = halves[0][(halves[0].IndexOf(" Registered: ", StringComparison.Ordinal) + " Registered: ".Length)..].Trim();
        asked = halves[1][..^Advice.Length].Trim();
    }
}
