using PrometheusMetrics.Collection;
using PrometheusMetrics.Exposition;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Registry;

/// <summary>Collectors whose families have nothing to do with each other: what is wrong with one costs no other.</summary>
public sealed class IndependentFamiliesTests : IDisposable
{
    private const string LeftOutName = "metrics_families_left_out_total";

    private readonly RecordingDiagnostics _diagnostics = new();
    private readonly MetricRegistry _registry;

    public IndependentFamiliesTests() => _registry = new MetricRegistry(new MetricRegistryOptions
    {
        Diagnostics = _diagnostics,
        FailOnCollectorError = true,
    });

    public void Dispose() => _registry.Dispose();

    [Fact]
    public void A_family_with_a_taken_name_is_left_out_alone()
    {
        new MetricFactory(_registry).CreateGauge("taken", "").Set(5);
        Register(visitor =>
        {
            visitor.ReportGauge(Gauge("taken"), 1);
            visitor.ReportGauge(Gauge("fine"), 1);
        });

        Scrape.Lines(_registry);

        Assert.Equal(["fine 1", $"{LeftOutName}{{family=\"taken\"}} 2", "taken 5"], Scrape.Lines(_registry));
        Assert.Equal(
            "left out taken of TestCollector: 'gauge taken' can't be registered: the name 'taken' belongs to 'gauge taken' already, " +
            "and Prometheus could not distinguish them. Choose another name for one of them, or leave one of them out.",
            Assert.Single(_diagnostics.Said));
    }

    [Fact]
    public void A_name_of_a_standard_metric_is_left_out_without_being_counted()
    {
        _registry.AddProcessMetrics();
        Register(visitor =>
        {
            visitor.ReportGauge(Gauge("process_cpu_seconds_total"), 1);
            visitor.ReportGauge(Gauge("fine"), 1);
        });

        var lines = Scrape.Lines(_registry);

        Assert.Contains("fine 1", lines);
        Assert.DoesNotContain("process_cpu_seconds_total 1", lines);
        Assert.Null(Scrape.From(_registry).Find(LeftOutName));
        Assert.StartsWith("standard process_cpu_seconds_total of", Assert.Single(_diagnostics.Said), StringComparison.Ordinal);
    }

    // Always the same one, in whatever order they are reported.
    [Theory]
    [InlineData("x", "x_count")]
    [InlineData("x_count", "x")]
    public void Of_two_families_that_can_not_both_be_exposed_the_first_by_name_is(string first, string second)
    {
        Register(visitor =>
        {
            ReportOneOf(visitor, first);
            ReportOneOf(visitor, second);
        });

        Assert.Equal([$"{LeftOutName}{{family=\"x_count\"}} 1", "x 1:2 Infinity:0 sum:3"], Scrape.Lines(_registry));

        static void ReportOneOf(MetricVisitor visitor, string name)
        {
            if (name == "x_count")
            {
                visitor.ReportGauge(Gauge(name), 1);
                return;
            }

            visitor.BeginFamily(new MetricDescriptor(MetricType.Histogram, name, ""));
            visitor.Histogram(LabelSet.Empty, new HistogramSample([1], [2, 0], 3));
            visitor.EndFamily();
        }
    }

    [Fact]
    public void Of_two_collectors_that_report_a_name_the_first_one_shows_it()
    {
        Register(visitor => visitor.ReportGauge(Gauge("x"), 1));
        Register(visitor =>
        {
            visitor.ReportGauge(Gauge("x"), 2);
            visitor.ReportGauge(Gauge("y"), 2);
        });

        Assert.Equal([$"{LeftOutName}{{family=\"x\"}} 1", "x 1", "y 2"], Scrape.Lines(_registry));
    }

    public static TheoryData<string, Action<MetricVisitor>> Violations => new()
    {
        { "A counter is zero or more", visitor => Counter(visitor, -1) },
        { "A sample of type Gauge was reported in a family of type Counter", visitor => visitor.Gauge(LabelSet.Empty, new GaugeSample(1)) },
        { "The labels are null", visitor => visitor.Counter(null!, new CounterSample(1)) },
        { "was not ended before the next one", visitor => visitor.BeginFamily(new MetricDescriptor(MetricType.Counter, "bad", "")) },
        {
            "'a.b' is not",
            visitor => visitor.Counter(LabelSet.Create(("a.b", "1")), new CounterSample(1))
        },
    };

    [Theory]
    [MemberData(nameof(Violations))]
    public void An_illegal_family_is_left_out_alone_and_nothing_is_thrown_at_the_collector(string reason, Action<MetricVisitor> report)
    {
        var isDone = false;
        Register(visitor =>
        {
            visitor.ReportGauge(Gauge("before"), 1);
            visitor.BeginFamily(new MetricDescriptor(MetricType.Counter, "bad", ""));
            Counter(visitor, 1);
            report(visitor);
            visitor.EndFamily();
            visitor.ReportGauge(Gauge("z"), 1);
            isDone = true;
        });

        var lines = Scrape.Lines(_registry).Where(line => !line.StartsWith("bad_total", StringComparison.Ordinal));

        Assert.True(isDone);
        Assert.Equal(["before 1", $"{LeftOutName}{{family=\"bad_total\"}} 1", "z 1"], lines);
        Assert.Contains(reason, Assert.Single(_diagnostics.Said), StringComparison.Ordinal);
    }

    [Fact]
    public void A_family_whose_name_is_illegal_is_left_out_alone_with_all_its_series()
    {
        Register(visitor =>
        {
            visitor.ReportGauge(Gauge("a.b"), 1);
            visitor.ReportGauge(Gauge("fine"), 1);
        });

        Assert.Equal(["fine 1", $"{LeftOutName}{{family=\"a.b\"}} 1"], Scrape.Lines(_registry));
        Assert.StartsWith("left out a.b of TestCollector: ", Assert.Single(_diagnostics.Said), StringComparison.Ordinal);
    }

    [Fact]
    public void Declared_families_are_exposed_like_those_that_are_not()
    {
        var declared = Gauge("x");
        _registry.Register(new TestCollector([declared], visitor => visitor.ReportGauge(declared, 1)) { HasIndependentFamilies = true });

        Assert.Equal(["x 1"], Scrape.Lines(_registry));
    }

    // In OpenMetrics 1.0, an info x_info and a counter x_total would both be named x.
    [Fact]
    public void A_family_that_is_left_out_takes_the_name_of_no_other()
    {
        var factory = new MetricFactory(_registry);
        factory.CreateGauge("x_info", "");
        factory.CreateCounter("x", "");
        Register(visitor =>
        {
            visitor.BeginFamily(new MetricDescriptor(MetricType.Info, "x", ""));
            visitor.Info(LabelSet.Empty, default);
            visitor.EndFamily();
        });

        Assert.Contains("# TYPE x counter", Scrape.Lines(_registry, ExpositionFormat.OpenMetrics));
        Assert.StartsWith("left out x_info of", Assert.Single(_diagnostics.Said), StringComparison.Ordinal);
    }

    [Fact]
    public void A_family_that_is_not_ended_is_left_out_alone()
    {
        Register(visitor =>
        {
            visitor.ReportGauge(Gauge("fine"), 1);
            visitor.BeginFamily(Gauge("open"));
        });

        Assert.Equal(["fine 1", $"{LeftOutName}{{family=\"open\"}} 1"], Scrape.Lines(_registry));
        Assert.Equal(
            "left out open of TestCollector: The family 'open' was begun but not ended: call EndFamily() after its last sample.",
            Assert.Single(_diagnostics.Said));
    }

    [Fact]
    public void A_family_that_is_reported_twice_is_exposed_once()
    {
        Register(visitor =>
        {
            visitor.ReportGauge(Gauge("x"), 1);
            visitor.ReportGauge(Gauge("x"), 2);
        });

        Assert.Equal([$"{LeftOutName}{{family=\"x\"}} 1", "x 1"], Scrape.Lines(_registry));
        Assert.Equal(
            "left out x of TestCollector: The family 'x' was reported twice in one collection, and the second one is left out: " +
            "report all its series between one BeginFamily and EndFamily.",
            Assert.Single(_diagnostics.Said));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_name_of_a_family_that_is_left_out_is_no_null(bool isIndependent)
    {
        _registry.Register(
            new TestCollector([], visitor => visitor.LeaveOut(null!, "No time.")) { HasIndependentFamilies = isIndependent });

        var failure = Assert.Throws<CollectionFailedException>(() => Scrape.Lines(_registry));

        Assert.Equal("family", Assert.IsType<ArgumentNullException>(failure.InnerException).ParamName);
    }

    [Fact]
    public void A_family_without_a_descriptor_is_an_error_of_the_collector()
    {
        Register(visitor => visitor.BeginFamily(null!));

        var failure = Assert.Throws<CollectionFailedException>(() => Scrape.Lines(_registry));

        Assert.Equal("descriptor", Assert.IsType<ArgumentNullException>(failure.InnerException).ParamName);
    }

    [Fact]
    public void Of_two_series_with_the_same_labels_the_first_is_kept()
    {
        Register(visitor =>
        {
            visitor.BeginFamily(Gauge("x"));
            visitor.Gauge(LabelSet.Create(("a", "1"), ("b", "2")), new GaugeSample(1));
            visitor.Gauge(LabelSet.Create(("b", "2"), ("a", "1")), new GaugeSample(2));
            visitor.Gauge(LabelSet.Create(("a", "2"), ("b", "2")), new GaugeSample(3));
            visitor.EndFamily();
        });

        Assert.Equal(
            [$"{LeftOutName}{{family=\"x\"}} 1", "x{a=\"1\",b=\"2\"} 1", "x{a=\"2\",b=\"2\"} 3"], Scrape.Lines(_registry));
        Assert.Contains("the second one is left out", Assert.Single(_diagnostics.Said), StringComparison.Ordinal);
    }

    [Fact]
    public void A_collector_that_throws_fails_with_all_its_families()
    {
        Register(visitor =>
        {
            visitor.ReportGauge(Gauge("x"), 1);
            throw new InvalidOperationException("gone");
        });

        Assert.Throws<CollectionFailedException>(() => Scrape.Lines(_registry));
    }

    [Fact]
    public void A_collector_whose_families_are_left_out_has_not_failed()
    {
        Register(visitor => visitor.LeaveOut("x", "No time."));

        Scrape.Lines(_registry);

        Assert.Equal(["left out x of TestCollector: No time."], _diagnostics.Said);
        Assert.Empty(Scrape.From(_registry).Find("metrics_collector_errors_total")!.Samples);
    }

    [Fact]
    public void Any_collector_may_leave_a_family_out()
    {
        _registry.Register(new TestCollector([], visitor =>
        {
            visitor.LeaveOut("x", "No time.");
            visitor.ReportGauge(Gauge("y"), 1);
        }));

        Assert.Equal([$"{LeftOutName}{{family=\"x\"}} 1", "y 1"], Scrape.Lines(_registry));
    }

    [Fact]
    public void A_family_that_is_not_requested_is_not_counted_and_keeps_its_name()
    {
        Register(visitor => visitor.ReportGauge(Gauge("x"), 1));
        Register(visitor => visitor.ReportGauge(Gauge("x"), 2));

        _registry.Read(new() { Names = new HashSet<string> { "y" } }).Dispose();
        var afterNone = _registry.FindSampleValue(LeftOutName, ("family", "x"));
        using var reader = _registry.Read(new() { Names = new HashSet<string> { "x" } });
        var visitor = new RecordingVisitor();
        while (reader.Read(visitor))
        {
        }

        Assert.Equal(1, afterNone);
        Assert.Equal(["x 1"], visitor.Lines);
    }

    // The metric counts collections, not series.
    [Fact]
    public void A_family_that_is_left_out_in_several_parts_is_counted_once_per_collection()
    {
        Register(visitor =>
        {
            visitor.BeginFamily(Gauge("x"));
            for (var i = 0; i < 4; i++)
            {
                visitor.Gauge(LabelSet.Empty, new GaugeSample(i));
            }

            visitor.EndFamily();
            visitor.LeaveOut("y", "No time.");
            visitor.LeaveOut("y", "No money.");
        });

        Assert.Equal([$"{LeftOutName}{{family=\"x\"}} 1", $"{LeftOutName}{{family=\"y\"}} 1", "x 0"], Scrape.Lines(_registry));
        Assert.Equal(2, _diagnostics.Said.Count);
    }

    // A listener is code of the application, and so is a collector that keeps its visitor.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_visitor_that_is_used_after_the_collection_breaks_no_scrape(bool isIndependent)
    {
        MetricVisitor? kept = null;
        using var registry = new MetricRegistry(new MetricRegistryOptions
        {
            Diagnostics = new LeftOutListener(() => kept?.LeaveOut("late", "")),
        });
        registry.Register(new TestCollector([], visitor =>
        {
            kept = visitor;
            visitor.LeaveOut("x", "");
            visitor.LeaveOut("y", "");
            visitor.ReportGauge(Gauge("z"), 1);
        })
        {
            HasIndependentFamilies = isIndependent,
        });

        Assert.Equal(
            [$"{LeftOutName}{{family=\"x\"}} 1", $"{LeftOutName}{{family=\"y\"}} 1", "z 1"], Scrape.Lines(registry));
    }

    [Fact]
    public void Whether_the_families_are_independent_is_read_once_at_the_registration()
    {
        var collector = new FickleCollector { IsIndependent = () => true };
        _registry.Register(collector);
        collector.IsIndependent = () => throw new InvalidOperationException("gone");

        Assert.Equal(["fine 1", $"{LeftOutName}{{family=\"bad_total\"}} 1"], Scrape.Lines(_registry));
    }

    [Fact]
    public void A_collector_that_can_not_tell_whether_they_are_is_not_registered()
    {
        var collector = new FickleCollector { IsIndependent = () => throw new InvalidOperationException("gone") };

        Assert.Throws<InvalidOperationException>(() => _registry.Register(collector));

        Assert.Empty(Scrape.Lines(_registry));
        collector.IsIndependent = () => true;
        _registry.Register(collector);
    }

    [Fact]
    public void The_info_about_the_target_is_no_standard_metric()
    {
        using var target = _registry.StartTargetInfo([new("service_name", "shop")]);
        Register(visitor => visitor.ReportGauge(Gauge("target_info"), 1));

        Assert.Contains($"{LeftOutName}{{family=\"target_info\"}} 1", Scrape.Lines(_registry));
        Assert.StartsWith("left out target_info of", Assert.Single(_diagnostics.Said), StringComparison.Ordinal);
    }

    private static MetricDescriptor Gauge(string name) => new(MetricType.Gauge, name, "");

    private static void Counter(MetricVisitor visitor, double value) => visitor.Counter(LabelSet.Empty, new CounterSample(value));

    private void Register(Action<MetricVisitor> collect) =>
        _registry.Register(new TestCollector([], collect) { HasIndependentFamilies = true });

    private sealed class LeftOutListener(Action onLeftOut) : MetricDiagnostics
    {
        public override void CollectorFamilyLeftOut(string collector, string family, string reason, bool isStandard) => onLeftOut();
    }

    private sealed class FickleCollector : ICollector
    {
        public required Func<bool> IsIndependent { get; set; }

        public IReadOnlyList<MetricDescriptor> Descriptors => [];

        public bool HasIndependentFamilies => IsIndependent();

        public void Collect(MetricVisitor visitor, in CollectionRequest request)
        {
            visitor.BeginFamily(new MetricDescriptor(MetricType.Counter, "bad", ""));
            Counter(visitor, -1);
            visitor.EndFamily();
            visitor.ReportGauge(Gauge("fine"), 1);
        }
    }
}
