using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests;

public class ScopedFactoryTests : EngineTest
{
    private IMetricFactory Shard1 => Factory.WithConstantLabels(("shard", "1"));

    private IMetricFactory Shard2 => Factory.WithConstantLabels(("shard", "2"));

    //
    [Fact]
    public void Constant_labels_stand_before_an_instruments_own()
    {
        Shard1.CreateCounter("x_total", "", "a").WithLabels("y").Inc();
        Shard1.CreateGauge("z", "").Set(3);

        Assert.Equal(["x_total{shard=\"1\",a=\"y\"} 1", "z{shard=\"1\"} 3"], Scrape.Lines(Registry));
    }

    [Fact]
    public void Factories_of_other_values_share_the_metric()
    {
        var one = Shard1.CreateCounter("x_total", "", "a");
        var other = Shard2.CreateCounter("x_total", "", "a");

        one.WithLabels("y").Inc();
        other.WithLabels("y").Inc(2);

        Assert.Equal(["x_total{shard=\"1\",a=\"y\"} 1", "x_total{shard=\"2\",a=\"y\"} 2"], Scrape.Lines(Registry));
        Assert.Same(one.WithLabels("y"), Shard1.CreateCounter("x_total", "", "a").WithLabels("y"));
    }

    [Fact]
    public void Removals_touch_only_the_factorys_own_series()
    {
        var one = Shard1.CreateCounter("x_total", "", "a");
        var other = Shard2.CreateCounter("x_total", "", "a");
        foreach (var family in new[] { one, other })
        {
            family.WithLabels("y");
            family.WithLabels("z");
        }

        Assert.True(one.Remove("y"));
        Assert.Equal(0, one.RemoveWhere(values => values.Length != 1 || values[0] == "1"));
        one.Clear();

        Assert.Equal(["x_total{shard=\"2\",a=\"y\"} 0", "x_total{shard=\"2\",a=\"z\"} 0"], Scrape.Lines(Registry));
        Assert.Equal(1, other.RemoveWhere(values => values[0] == "z"));
    }

    // A series that has only constant labels stays, no matter which factory created the metric.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_only_series_of_a_factory_stays_and_those_of_others_can_be_removed(bool scopedFirst)
    {
        var scoped = Factory.WithConstantLabels(("shard", "7"));
        if (scopedFirst)
        {
            scoped.CreateCounter("x", "");
        }

        var family = Factory.CreateCounter("x", "", "shard");
        var only = scoped.CreateCounter("x", "");
        only.Inc();
        family.WithLabels("8").Inc();
        family.WithLabels("9").Inc();

        Assert.True(family.Remove("8"));
        Assert.False(family.Remove("7"));
        Assert.Equal(1, family.RemoveWhere(_ => true));
        family.Clear();
        only.Inc();

        Assert.Equal(["x_total{shard=\"7\"} 2"], Scrape.Lines(Registry));
        Assert.Same(only, family.WithLabels("7"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_only_series_of_a_factory_never_expires_and_those_of_others_do(bool scopedFirst)
    {
        var options = new CounterOptions { IdleTimeout = TimeSpan.FromMinutes(1) };
        var scoped = Factory.WithConstantLabels(("shard", "7"));
        if (scopedFirst)
        {
            scoped.CreateCounter("x", "", options);
        }

        Factory.CreateCounter("x", "", ["shard"], options).WithLabels("8").Inc();
        scoped.CreateCounter("x", "", options);
        Scrape.From(Registry);
        Clock.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(["x_total{shard=\"7\"} 0"], Scrape.Lines(Registry));
    }

    [Fact]
    public void An_overflow_series_keeps_the_constant_labels()
    {
        var family = Shard1.CreateCounter("x_total", "", ["a"], new CounterOptions { SeriesLimit = 1 });
        var unlabelled = Shard1.CreateCounter("y_total", "", new CounterOptions { SeriesLimit = 1 });
        Shard2.CreateCounter("y_total", "", new CounterOptions { SeriesLimit = 1 }).Inc();

        family.WithLabels("1").Inc();
        family.WithLabels("2").Inc();
        unlabelled.Inc();

        Assert.Equal(
            [
                "metrics_series_overflow_total{family=\"x_total\"} 1",
                "x_total{shard=\"1\",a=\"1\"} 1",
                "x_total{shard=\"1\",a=\"_overflow\"} 1",
                "y_total{shard=\"1\"} 1",
                "y_total{shard=\"2\"} 1",
            ],
            Scrape.Lines(Registry));
    }

    [Fact]
    public void Constant_labels_add_up()
    {
        var factory = Shard1.WithConstantLabels(("zone", "a"), ("rack", "7")).WithConstantLabels();

        factory.CreateCounter("x_total", "").Inc();

        Assert.Equal(["x_total{shard=\"1\",zone=\"a\",rack=\"7\"} 1"], Scrape.Lines(Registry));
    }

    [Fact]
    public void Many_constant_labels_work_too()
    {
        var factory = Factory.WithConstantLabels([.. Enumerable.Range(0, 20).Select(i => ($"c{i}", $"{i}"))]);
        factory.CreateCounter("x_total", "", "a").WithLabels("y").Inc();

        Assert.Equal(1, Assert.Single(Scrape.From(Registry).Find("x_total")!.Samples).Value);
    }

    [Fact]
    public void Observables_have_them_too()
    {
        using var gauge = Shard1.WithPrefix("acme").CreateObservableGauge("x", "", () => 1);
        using var counter = Shard1.CreateObservableCounter("y", "", () => 2);

        Assert.Equal(["acme_x{shard=\"1\"} 1", "y_total{shard=\"1\"} 2"], Scrape.Lines(Registry));
    }

    //
    [Fact]
    public void Prefixes_are_joined_by_underscores()
    {
        Factory.WithPrefix("acme").WithPrefix("http_").CreateCounter("requests_total", "").Inc();

        Assert.Equal(["acme_http_requests_total 1"], Scrape.Lines(Registry));
    }

    [Fact]
    public void The_factory_itself_is_not_changed()
    {
        Factory.WithPrefix("acme").CreateCounter("x_total", "").Inc();
        Shard1.CreateCounter("y_total", "").Inc();
        Factory.CreateCounter("x_total", "").Inc(5);

        Assert.Equal(["acme_x_total 1", "x_total 5", "y_total{shard=\"1\"} 1"], Scrape.Lines(Registry));
    }

    //
    [Fact]
    public void A_label_that_is_constant_already_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Shard1.WithConstantLabels(("shard", "2")));
        Assert.Throws<ArgumentException>(() => Shard1.CreateCounter("x_total", "", "shard"));
        Assert.Throws<ArgumentException>(() => Factory.WithConstantLabels(("le", "2")).CreateHistogram("x", ""));
        Assert.Throws<ArgumentException>(() => Factory.WithConstantLabels(("a-b", "2")));
        Assert.Throws<ArgumentNullException>(() => Factory.WithConstantLabels(("a", null!)));
        Assert.Throws<ArgumentNullException>(() => Factory.WithConstantLabels((null!, "")));
    }

    //
    [Fact]
    public void The_same_name_without_the_constant_label_is_another_shape()
    {
        Shard1.CreateCounter("x_total", "", "a");

        var refusal = Assert.Throws<InvalidOperationException>(() => Factory.CreateCounter("x_total", "", "a"));
        Assert.Contains("counter x_total{shard,a}", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("counter x_total{a}", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1x")]
    [InlineData("a-b")]
    [InlineData("a b")]
    public void What_cannot_begin_a_name_is_refused(string prefix) =>
        Assert.Contains(
            "can't begin a metric name",
            Assert.Throws<ArgumentException>(nameof(prefix), () => Factory.WithPrefix(prefix)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void The_wrong_number_of_values_is_refused()
    {
        var family = Shard1.CreateCounter("x_total", "", "a");

        Assert.Throws<ArgumentException>("labelValues", () => family.WithLabels());
        var refusal = Assert.Throws<ArgumentException>(() => family.WithLabels("1", "2"));
        Assert.Contains("has 1 label (a) in addition to the constant ones", refusal.Message, StringComparison.Ordinal);
    }

    // Controllers are transient.
    [Fact]
    public void Asking_again_and_finding_series_costs_no_memory()
    {
        var factory = Shard1.WithPrefix("acme");
        var family = factory.CreateCounter("x_total", "", "a", "b");
        family.WithLabels("1", "2");
        factory.CreateCounter("y_total", "");

        Assert.Equal(0, Allocations.OfThousandCalls(() =>
        {
            factory.CreateCounter("x_total", "", "a", "b").WithLabels("1", "2").Inc();
            factory.CreateCounter("y_total", "").Inc();
        }));
    }
}
