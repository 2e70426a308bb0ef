using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments;

/// <summary>Long label values of instruments are cut when a series is looked up, and counted; those that are fixed at the creation of a
/// metric are rejected.</summary>
public sealed class LabelValueLengthLimitTests : IDisposable
{
    // As long as the limit.
    private const string Full = "0123456789_0123456789_0123456789_0123456789_012345";

    private readonly RecordingDiagnostics _diagnostics = new();
    private readonly MetricRegistry _registry;
    private readonly MetricFactory _factory;

    public LabelValueLengthLimitTests()
    {
        _registry = new MetricRegistry(new MetricRegistryOptions { LabelValueLengthLimit = 50, Diagnostics = _diagnostics });
        _factory = new MetricFactory(_registry);
    }

    public void Dispose() => _registry.Dispose();

    [Fact]
    public void The_memory_of_a_lookup_does_not_depend_on_the_length_of_the_value()
    {
        var family = _factory.CreateCounter("x_total", "", "a");
        family.WithLabels(Full + "1");
        var value = Full + new string('ä', 20_000_000);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var found = family.WithLabels(value);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
        Assert.Same(family.WithLabels(Full), found);
    }

    [Theory]
    [InlineData("🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀", 24)]
    [InlineData("0123456789_0123456789_0123456789_0123456789_01234🚀🚀", 49)]
    [InlineData("0123456789_0123456789_0123456789_0123456789_012345🚀🚀", 50)]
    public void A_surrogate_pair_at_the_limit_is_left_out(string value, int kept)
    {
        var family = _factory.CreateCounter("x_total", "", "a");

        Assert.Same(family.WithLabels(value[..kept]), family.WithLabels(value));
    }

    [Fact]
    public void Long_values_with_the_same_beginning_share_a_series()
    {
        var family = _factory.CreateCounter("x_total", "", "a", "b");

        family.WithLabels(Full + "6", "y").Inc();
        family.WithLabels(Full + "7", "y").Inc();
        family.WithLabels(Full, "y").Inc();
        family.WithLabels(Full[..48] + "🚀", "z").Inc();

        Assert.Same(family.WithLabels(Full, "y"), family.WithLabels(Full + "...", "y"));
        Assert.Equal(
            [
                "metrics_label_values_truncated_total{family=\"x_total\"} 4",
                $"x_total{{a=\"{Full}\",b=\"y\"}} 3",
                $"x_total{{a=\"{Full[..48]}\",b=\"z\"}} 1",
            ],
            Scrape.Lines(_registry));
    }

    [Fact]
    public void One_warning_is_given_per_family()
    {
        var family = _factory.CreateCounter("x_total", "", "a");
        var other = _factory.CreateGauge("y", "", "a");

        Enumerable.Range(0, 9).ToList().ForEach(i => family.WithLabels($"{i}{Full}").Inc());
        Enumerable.Range(0, 9).ToList().ForEach(i => other.WithLabels($"{i}{Full}").Inc());

        Assert.Equal(["truncated x_total: 50", "truncated y: 50"], _diagnostics.Said);
    }

    [Fact]
    public void The_default_is_16384_bytes()
    {
        using var registry = new MetricRegistry();
        var family = new MetricFactory(registry).CreateGauge("x", "", "a");

        family.WithLabels(new string('y', 16_384)).Set(1);
        Assert.Null(registry.FindSampleValue("metrics_label_values_truncated_total", ("family", "x")));

        family.WithLabels(new string('y', 1_000_000)).Set(2);
        Assert.Equal(2, registry.GetSampleValue("x", ("a", new string('y', 16_384))));
        Assert.Equal(1, registry.GetSampleValue("metrics_label_values_truncated_total", ("family", "x")));
    }

    [Fact]
    public void A_registry_has_a_limit_of_its_own()
    {
        using var other = new MetricRegistry(new MetricRegistryOptions { LabelValueLengthLimit = int.MaxValue });
        new MetricFactory(other).CreateGauge("x", "", "a").WithLabels(Full + "6").Set(1);

        Assert.Equal([$"x{{a=\"{Full}6\"}} 1"], Scrape.Lines(other));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_limit_below_one_is_refused(int limit) => Assert.StartsWith(
        "LabelValueLengthLimit must be 1 or more",
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new MetricRegistry(new MetricRegistryOptions { LabelValueLengthLimit = limit })).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Typed_values_are_cut_too_and_hold_no_memory_of_the_rest()
    {
        var family = _factory.CreateCounter<string>("x_total", "", "a");

        var first = family.WithLabels(Full + "6");

        Assert.Same(first, family.WithLabels(Full + "7"));
        Assert.Same(first, family.WithLabels(Full));
        Assert.Same(first, family.WithLabels(Full));
        Assert.True(IsCollected(family));
        Assert.Equal(3, _registry.GetSampleValue("metrics_label_values_truncated_total", ("family", "x_total")));

        static bool IsCollected(IMetricFamily<ICounter, string> family)
        {
            var value = Look(family);
            GC.Collect();
            return !value.IsAlive;
        }

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static WeakReference Look(IMetricFamily<ICounter, string> family)
        {
            var value = new string('1', 1_000);
            family.WithLabels(value);
            return new WeakReference(value);
        }
    }

    [Fact]
    public void A_series_of_cut_values_is_found_beyond_the_series_limit()
    {
        var family = _factory.CreateCounter("x_total", "", ["a"], new CounterOptions { SeriesLimit = 1 });
        var typed = family.WithLabelTypes<string>();
        var first = family.WithLabels(Full + "6");
        var overflow = family.WithLabels("other");

        Assert.Same(first, family.WithLabels(Full + "7"));
        Assert.Same(first, typed.WithLabels(Full + "7"));
        Assert.Same(overflow, family.WithLabels("other " + Full));
        Assert.Same(overflow, typed.WithLabels("other " + Full));
        Assert.Equal(3, _registry.GetSampleValue("metrics_series_overflow_total", ("family", "x_total")));
    }

    // A lookup beyond the limit takes no lock and allocates nothing, whatever the length: see SeriesLimitAllocationTests.
    [Fact]
    public void A_known_series_of_cut_values_is_found_without_allocation()
    {
        var family = _factory.CreateCounter("x_total", "", "a", "b");
        var values = Enumerable.Range(0, 100).Select(i => $"{Full}{i}").ToArray();

        Assert.Equal(0, Allocations.InTheLongRun(() => Array.ForEach(values, value => family.WithLabels(value, value))));
    }

    [Fact]
    public void A_series_of_cut_values_is_removed_by_the_long_values()
    {
        var family = _factory.CreateCounter("x_total", "", "a");
        family.WithLabels(Full + "6").Inc();

        Assert.True(family.Remove(Full + "7"));
        Assert.False(family.Remove(Full + "7"));
        Assert.Equal(["metrics_label_values_truncated_total{family=\"x_total\"} 1"], Scrape.Lines(_registry));
    }

    [Fact]
    public void The_labels_after_constant_ones_are_cut()
    {
        var family = _factory.WithConstantLabels(("shard", "7")).CreateCounter("x_total", "", "a");

        family.WithLabels(Full + "6").Inc();
        family.WithLabels(Full + "7").Inc();

        Assert.Equal(2, _registry.GetSampleValue("x_total", ("shard", "7"), ("a", Full)));
        Assert.True(family.Remove(Full + "8"));
    }

    [Fact]
    public void The_labels_of_an_info_are_cut()
    {
        var info = _factory.CreateInfo("build", "");

        info.Set(("version", Full + "-beta"), ("os", "linux"));

        Assert.Equal(
            [$"build_info{{version=\"{Full}\",os=\"linux\"}} 1", "metrics_label_values_truncated_total{family=\"build_info\"} 1"],
            Scrape.Lines(_registry));
    }

    [Fact]
    public void A_long_constant_label_is_refused() => Assert.StartsWith(
        "The value of the label 'shard' is longer than 50 bytes of UTF-8: shorten it, or raise LabelValueLengthLimit of the registry.",
        Assert.Throws<ArgumentException>(() => _factory.WithConstantLabels(("ok", "1"), ("shard", Full + "6"))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_long_name_of_a_state_is_refused()
    {
        var refusal = Assert.Throws<ArgumentException>(
            () => _factory.CreateStateSet("door", "", new StateSetOptions { States = ["open", Full + "6"] }));

        Assert.StartsWith(
            "State 2 of 'door' is longer than 50 bytes of UTF-8: shorten its name, or raise LabelValueLengthLimit of the registry.",
            refusal.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Null_beside_a_long_value_is_still_an_empty_one()
    {
        var family = _factory.CreateCounter("x_total", "", "a", "b");

        family.WithLabels(null!, Full + "6").Inc();

        Assert.Equal(1, _registry.GetSampleValue("x_total", ("a", ""), ("b", Full)));
        Assert.True(family.Remove(null!, Full + "7"));
    }

    [Fact]
    public void A_wrong_number_of_long_values_is_still_the_error() =>
        Assert.Throws<ArgumentException>(() => _factory.CreateCounter("x_total", "", "a").WithLabels(Full + "6", Full + "6"));

    [Fact]
    public void An_expired_series_of_cut_values_is_revived()
    {
        var clock = new TestTimeProvider();
        var factory = new MetricFactory(_registry, clock);
        var family = factory.CreateCounter("x_total", "", ["a"], new CounterOptions { IdleTimeout = TimeSpan.FromMinutes(1) });
        var counter = family.WithLabels(Full + "6");
        counter.Inc();
        Scrape.Lines(_registry);
        clock.Advance(TimeSpan.FromMinutes(2));
        Scrape.Lines(_registry);

        Assert.Same(counter, family.WithLabels(Full + "7"));
    }

    // Otherwise the two metrics would count each other's label for ever.
    [Fact]
    public void Limits_that_the_metrics_of_both_limits_exceed_themselves_end_in_no_loop()
    {
        using var registry = new MetricRegistry(new MetricRegistryOptions { LabelValueLengthLimit = 5, SeriesLimit = 1 });
        var family = new MetricFactory(registry).CreateCounter("requests_total", "", "path");

        family.WithLabels("/long/path").Inc();
        family.WithLabels("/other").Inc();

        Assert.Equal(1, registry.GetSampleValue("requests_total", ("path", "_overflow")));
    }

    // Otherwise the metric that counts cuts would count those of its own label for ever.
    [Fact]
    public void The_metric_that_counts_cuts_may_be_cut_itself()
    {
        using var registry = new MetricRegistry(new MetricRegistryOptions { LabelValueLengthLimit = 5 });
        new MetricFactory(registry).CreateCounter("abcdefgh_total", "", "a").WithLabels("123456").Inc();

        Assert.Equal(
            ["abcdefgh_total{a=\"12345\"} 1", "metrics_label_values_truncated_total{family=\"abcde\"} 1"], Scrape.Lines(registry));
    }
}
