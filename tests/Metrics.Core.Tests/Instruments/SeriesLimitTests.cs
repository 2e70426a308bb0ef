using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments;

public sealed class SeriesLimitTests : IDisposable
{
    private readonly RecordingDiagnostics _diagnostics = new();
    private readonly MetricRegistry _registry;
    private readonly MetricFactory _factory;

    public SeriesLimitTests()
    {
        _registry = new MetricRegistry(new MetricRegistryOptions { SeriesLimit = 3, Diagnostics = _diagnostics });
        _factory = new MetricFactory(_registry);
    }

    public void Dispose() => _registry.Dispose();

    [Fact]
    public void New_values_beyond_the_limit_share_one_series()
    {
        var family = _factory.CreateCounter("x_total", "", "a", "b");

        for (var i = 0; i < 10; i++)
        {
            family.WithLabels($"{i}", "y").Inc();
        }

        Assert.Equal(
            [
                "metrics_series_overflow_total{family=\"x_total\"} 7",
                "x_total{a=\"0\",b=\"y\"} 1",
                "x_total{a=\"1\",b=\"y\"} 1",
                "x_total{a=\"2\",b=\"y\"} 1",
                "x_total{a=\"_overflow\",b=\"_overflow\"} 7",
            ],
            Scrape.Lines(_registry));
    }

    [Fact]
    public void Known_values_are_found_whatever_the_limit()
    {
        var family = _factory.CreateCounter("x_total", "", "a");
        var first = family.WithLabels("0");
        Enumerable.Range(1, 9).ToList().ForEach(i => family.WithLabels($"{i}").Inc());

        Assert.Same(first, family.WithLabels("0"));
        Assert.NotSame(first, family.WithLabels("9"));
        Assert.Same(family.WithLabels("8"), family.WithLabels("9"));
    }

    [Fact]
    public void One_warning_is_given_per_family()
    {
        var family = _factory.CreateCounter("x_total", "", "a");
        var other = _factory.CreateGauge("y", "", ["a"], new GaugeOptions { SeriesLimit = 1 });

        Enumerable.Range(0, 9).ToList().ForEach(i => family.WithLabels($"{i}").Inc());
        Enumerable.Range(0, 9).ToList().ForEach(i => other.WithLabels($"{i}").Inc());

        Assert.Equal(["limit x_total: 3", "limit y: 1"], _diagnostics.Said);
    }

    [Fact]
    public void After_a_removal_there_may_be_another_series()
    {
        var family = _factory.CreateCounter("x_total", "", ["a"], new CounterOptions { SeriesLimit = 1 });
        family.WithLabels("0").Inc();
        var overflow = family.WithLabels("1");

        family.Clear();

        Assert.NotSame(overflow, family.WithLabels("1"));
        Assert.Equal(1, Assert.Single(Scrape.From(_registry).Find("metrics_series_overflow_total")!.Samples).Value);
    }

    // The overflow series does not count: the family may have as many others as the limit.
    [Fact]
    public void The_overflow_series_does_not_count_towards_the_limit()
    {
        var family = _factory.CreateCounter("x_total", "", "a");
        Enumerable.Range(0, 5).ToList().ForEach(i => family.WithLabels($"{i}").Inc());

        Assert.True(family.Remove("0"));
        family.WithLabels("new").Inc(10);

        Assert.Equal(10, _registry.GetSampleValue("x_total", ("a", "new")));
        Assert.Equal(2, _registry.GetSampleValue("x_total", ("a", "_overflow")));
    }

    // Clients may choose some of the values, and must not get more series by that.
    [Fact]
    public void A_series_that_resembles_the_overflow_series_counts_towards_the_limit()
    {
        var family = _factory.CreateCounter("x_total", "", ["a", "b"], new CounterOptions { SeriesLimit = 2 });

        Enumerable.Range(0, 10).ToList().ForEach(i => family.WithLabels($"{i}", "_overflow").Inc());

        Assert.Equal(3, Scrape.From(_registry).Find("x_total")!.Samples.Count);
        Assert.Equal(8, _registry.GetSampleValue("x_total", ("a", "_overflow"), ("b", "_overflow")));
    }

    [Fact]
    public void A_series_that_a_user_creates_with_the_values_of_the_overflow_series_becomes_it()
    {
        var family = _factory.CreateCounter("x_total", "", ["a"], new CounterOptions { SeriesLimit = 2 });
        var early = family.WithLabels("_overflow");
        family.WithLabels("0");

        Assert.Same(early, family.WithLabels("1"));
        Assert.NotSame(early, family.WithLabels("2"));
        Assert.Same(early, family.WithLabels("3"));
    }

    [Fact]
    public void Values_above_the_limit_allocate_nothing()
    {
        var family = _factory.CreateCounter("x_total", "", "a");
        Enumerable.Range(0, 5).ToList().ForEach(i => family.WithLabels($"{i}").Inc());
        var value = "value";

        Assert.Equal(0, Allocations.OfThousandCalls(() => family.WithLabels(value).Inc()));
    }

    [Fact]
    public void Values_that_are_known_in_another_form_are_found_at_the_limit_too()
    {
        var family = _factory.CreateCounter("x_total", "", "a");
        var known = family.WithLabels("\uFFFD");
        Enumerable.Range(0, 5).ToList().ForEach(i => family.WithLabels($"{i}").Inc());

        Assert.Same(known, family.WithLabels("\uD800"));
    }

    [Fact]
    public void Wrong_values_are_refused_at_the_limit_too()
    {
        var family = _factory.CreateCounter("x_total", "", "a");
        Enumerable.Range(0, 5).ToList().ForEach(i => family.WithLabels($"{i}").Inc());

        Assert.Throws<ArgumentException>(() => family.WithLabels("1", "2"));
        Assert.Throws<ArgumentException>(() => family.WithLabels());
    }

    // A log provider that counts lines by level and category, for example.
    [Fact]
    public void A_listener_may_write_to_the_same_family()
    {
        var diagnostics = new Writing();
        using var registry = new MetricRegistry(new MetricRegistryOptions { SeriesLimit = 1, Diagnostics = diagnostics });
        var family = diagnostics.Family = new MetricFactory(registry).CreateCounter("x_total", "", "a");

        family.WithLabels("1").Inc();
        family.WithLabels("2").Inc();

        Assert.Equal(1, diagnostics.Told);
        Assert.Equal(2, registry.GetSampleValue("x_total", ("a", "_overflow")));
    }

    [Fact]
    public void A_family_may_have_more_or_fewer_than_the_registry_says()
    {
        var more = _factory.CreateCounter("x_total", "", ["a"], new CounterOptions { SeriesLimit = 5 });
        Enumerable.Range(0, 9).ToList().ForEach(i => more.WithLabels($"{i}").Inc());

        Assert.Equal(6, Scrape.From(_registry).Find("x_total")!.Samples.Count);
    }

    [Fact]
    public void By_default_there_are_ten_thousand()
    {
        using var registry = new MetricRegistry();
        var family = new MetricFactory(registry).CreateGauge("x", "", "a");

        Enumerable.Range(0, 10_100).ToList().ForEach(i => family.WithLabels($"{i}").Inc());

        Assert.Equal(10_001, Scrape.From(registry).Find("x")!.Samples.Count);
        Assert.Equal(100, registry.GetSampleValue("metrics_series_overflow_total", ("family", "x")));
    }

    [Fact]
    public void A_family_without_labels_is_not_limited()
    {
        _factory.CreateCounter("x_total", "", new CounterOptions { SeriesLimit = 1 }).Inc();

        Assert.Equal(["x_total 1"], Scrape.Lines(_registry));
    }

    [Fact]
    public void Threads_that_meet_at_the_limit_keep_it()
    {
        var family = _factory.CreateCounter("x_total", "", "a");

        ParallelRunner.Do(8, worker =>
        {
            for (var i = 0; i < 1000; i++)
            {
                family.WithLabels($"{(worker * 1000) + i}").Inc();
            }
        });

        var samples = Scrape.From(_registry).Find("x_total")!.Samples;
        Assert.Equal(4, samples.Count);
        Assert.Equal(8000, samples.Sum(sample => sample.Value));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_limit_below_one_is_refused(int limit)
    {
        var refusal = Assert.Throws<ArgumentOutOfRangeException>(
            () => _factory.CreateCounter("x_total", "", new CounterOptions { SeriesLimit = limit }));
        Assert.Contains("SeriesLimit of 'x_total' must be 1 or more", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new MetricRegistry(new MetricRegistryOptions { SeriesLimit = limit }));
    }

    [Fact]
    public void The_limit_belongs_to_the_shape()
    {
        _factory.CreateCounter("x_total", "", ["a"], new CounterOptions { SeriesLimit = 5 });

        var refusal = Assert.Throws<InvalidOperationException>(() => _factory.CreateCounter("x_total", "", "a"));
        Assert.Contains("at most 5 series", refusal.Message, StringComparison.Ordinal);
        Assert.Same(
            _factory.CreateCounter("y_total", "", ["a"], new CounterOptions { SeriesLimit = 3 }),
            _factory.CreateCounter("y_total", "", "a"));
    }

    private sealed class Writing : MetricDiagnostics
    {
        public IMetricFamily<ICounter>? Family { get; set; }

        public int Told { get; private set; }

        public override void CollectorFailed(string collector, Exception exception)
        {
        }

        public override void CollectorRecovered(string collector)
        {
        }

        public override void SeriesLimitReached(string family, int limit)
        {
            Told++;
            Family!.WithLabels("told").Inc();
        }
    }
}
