using PrometheusMetrics.Collection;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests;

//
public class MetricFactoryTests : EngineTest
{
    private static readonly string[] Labels = ["a", "b"];

    [Fact]
    public void A_family_without_labels_has_its_only_series_at_once()
    {
        var family = Factory.GetOrCreate(InstrumentKind.Counter, "x", "", [], null);
        Factory.WithConstantLabels(("shard", "7")).GetOrCreate(InstrumentKind.Gauge, "y", "", [], null);

        Assert.Equal(["x_total 0", "y{shard=\"7\"} 0"], Scrape.Lines(Registry));
        Assert.Same(family.WithLabels(), Factory.CreateCounter("x", ""));
    }

    [Fact]
    public void The_same_shape_gives_the_same_instrument()
    {
        Same(() => Factory.CreateCounter("c", "Help."));
        Same(() => Factory.CreateCounter("c_seconds", "Help.", new CounterOptions { Unit = "seconds" }));
        Same(() => Factory.CreateCounter("c_labelled", "Help.", "a", "b"));
        Same(() => Factory.CreateCounter("c_both", "Help.", Labels, new CounterOptions { Unit = "seconds" }));
        Same(() => Factory.CreateGauge("g", "Help."));
        Same(() => Factory.CreateGauge("g_start", "Help.", new GaugeOptions { InitialValue = double.NaN }));
        Same(() => Factory.CreateGauge("g_labelled", "Help.", "a", "b"));
        Same(() => Factory.CreateGauge("g_both", "Help.", Labels, new GaugeOptions { InitialValue = 5 }));
        Same(() => Factory.CreateHistogram("h", "Help."));
        Same(() => Factory.CreateHistogram("h_buckets", "Help.", new HistogramOptions { Buckets = [1, 2] }));
        Same(() => Factory.CreateHistogram("h_labelled", "Help.", "a", "b"));
        Same(() => Factory.CreateHistogram("h_both", "Help.", Labels, new HistogramOptions { Buckets = [1, 2] }));
        Same(() => Factory.CreateSummary("s", "Help."));
        Same(() => Factory.CreateSummary("s_quantiles", "Help.", new SummaryOptions { Objectives = [new(0.5, 0.05)] }));
        Same(() => Factory.CreateSummary("s_labelled", "Help.", "a", "b"));
        Same(() => Factory.CreateSummary("s_both", "Help.", Labels, new SummaryOptions { MaxAge = TimeSpan.FromMinutes(1) }));
    }

    [Fact]
    public void Options_with_the_defaults_are_the_same_as_none()
    {
        Assert.Same(Factory.CreateCounter("c", ""), Factory.CreateCounter("c", "", new CounterOptions()));
        Assert.Same(Factory.CreateCounter("c", ""), Factory.CreateCounter("c", "", new CounterOptions { Unit = "" }));
        Assert.Same(Factory.CreateGauge("g", ""), Factory.CreateGauge("g", "", new GaugeOptions()));
        Assert.Same(Factory.CreateHistogram("h", ""), Factory.CreateHistogram("h", "", new HistogramOptions { Buckets = Buckets.Default }));
        Assert.Same(Factory.CreateSummary("s", ""), Factory.CreateSummary("s", "", new SummaryOptions()));
        Assert.Same(Factory.CreateSummary("s", ""), Factory.CreateSummary("s", "", new SummaryOptions { Objectives = [] }));
    }

    [Fact]
    public void An_explicit_bucket_to_infinity_makes_no_difference() => Assert.Same(
        Factory.CreateHistogram("h", "", new HistogramOptions { Buckets = [1, 2] }),
        Factory.CreateHistogram("h", "", new HistogramOptions { Buckets = [1, 2, double.PositiveInfinity] }));

    // Without quantiles there is no window that could differ.
    [Fact]
    public void The_window_of_a_summary_without_quantiles_makes_no_difference() => Assert.Same(
        Factory.CreateSummary("s", ""),
        Factory.CreateSummary("s", "", new SummaryOptions { MaxAge = TimeSpan.FromMinutes(1), AgeBuckets = 7 }));

    //
    [Fact]
    public void Names_are_compared_with_their_suffixes()
    {
        var seconds = new CounterOptions { Unit = "seconds" };
        Assert.Same(Factory.CreateCounter("x", ""), Factory.CreateCounter("x_total", ""));
        Assert.Same(Factory.CreateCounter("y", "", seconds), Factory.CreateCounter("y_seconds_total", "", seconds));
        Assert.Same(Factory.CreateCounter("y", "", seconds), Factory.CreateCounter("y_total", "", seconds));
        Assert.Same(
            Factory.CreateHistogram("h", "", new HistogramOptions { Unit = "bytes" }),
            Factory.CreateHistogram("h_bytes", "", new HistogramOptions { Unit = "bytes" }));
        Assert.Equal(
            ["h_bytes", "x_total", "y_seconds_total"],
            Scrape.From(Registry).Families.Where(family => family.Samples.Count > 0).Select(family => family.Name));
    }

    [Fact]
    public void An_unlabelled_instrument_is_that_of_the_family_without_labels() => Assert.Same(
        Factory.CreateGauge("x", ""),
        Factory.CreateGauge("x", "", [], null).WithLabels());

    [Fact]
    public void Null_and_new_options_choose_the_overload_without_labels()
    {
        Assert.IsAssignableFrom<ICounter>(Factory.CreateCounter("x", "", null));
        Assert.IsAssignableFrom<ICounter>(Factory.CreateCounter("x", "", new()));
    }

    [Fact]
    public void Factories_of_one_registry_give_the_same_instruments()
    {
        var other = new MetricFactory(Registry);

        Assert.Same(Factory.CreateCounter("x", ""), other.CreateCounter("x", ""));
        Assert.Same(Factory.CreateGauge("y", "", "a"), other.CreateGauge("y", "", "a"));
        Assert.Throws<InvalidOperationException>(() => other.CreateCounter("x", "Another help."));
    }

    //
    [Fact]
    public void Factories_of_two_registries_share_nothing()
    {
        using var registry = new MetricRegistry();
        var other = new MetricFactory(registry).CreateCounter("x", "");

        Assert.NotSame(Factory.CreateCounter("x", ""), other);
        other.Inc();
        Assert.Equal(["x_total 0"], Scrape.Lines(Registry));
    }

    [Fact]
    public void After_its_removal_a_new_one_is_made()
    {
        var family = Factory.CreateCounter("x", "", "a");
        family.WithLabels("1").Inc();
        Assert.True(Registry.Unregister((ICollector)family));

        Assert.Empty(Scrape.Lines(Registry));
        var again = Factory.CreateCounter("x", "", "a");
        Assert.NotSame(family, again);
        Assert.Same(again, Factory.CreateCounter("x", "", "a"));
        again.WithLabels("1");
        Assert.Equal(["x_total{a=\"1\"} 0"], Scrape.Lines(Registry));
    }

    [Fact]
    public void After_its_removal_another_shape_is_possible()
    {
        var family = Factory.CreateCounter("x", "", "a");
        Registry.Unregister((ICollector)family);

        Factory.CreateGauge("x_total", "Now a gauge.").Set(1);

        Assert.Equal(["x_total 1"], Scrape.Lines(Registry));
        Assert.Throws<InvalidOperationException>(() => Factory.CreateCounter("x", "", "a"));
    }

    [Fact]
    public void The_removal_of_something_else_changes_nothing()
    {
        var kept = Factory.CreateCounter("kept", "");
        Factory.CreateObservableGauge("gone", "", () => 1).Dispose();

        Assert.Same(kept, Factory.CreateCounter("kept", ""));
    }

    // Controllers are transient, so they ask again and again.
    [Fact]
    public void Asking_again_allocates_nothing()
    {
        var counter = new CounterOptions { Unit = "bytes" };
        var histogram = new HistogramOptions { Buckets = [1, 2, double.PositiveInfinity] };

        Assert.Equal(0, Allocations.OfThousandCalls(() => Factory.CreateCounter("c", "Help.")));
        Assert.Equal(0, Allocations.OfThousandCalls(() => Factory.CreateCounter("c_labelled", "Help.", "a", "b")));
        Assert.Equal(0, Allocations.OfThousandCalls(() => Factory.CreateCounter("c_both", "Help.", ["a", "b"], counter)));
        Assert.Equal(0, Allocations.OfThousandCalls(() => Factory.CreateGauge("g", "Help.")));
        Assert.Equal(0, Allocations.OfThousandCalls(() => Factory.CreateHistogram("h", "Help.")));
        Assert.Equal(0, Allocations.OfThousandCalls(() => Factory.CreateHistogram("h_options", "Help.", histogram)));
        Assert.Equal(0, Allocations.OfThousandCalls(() => Factory.CreateHistogram("h_both", "Help.", ["a"], histogram)));
        Assert.Equal(0, Allocations.OfThousandCalls(() => Factory.CreateSummary("s", "Help.")));
    }

    [Fact]
    public void A_registry_is_wanted() => Assert.Throws<ArgumentNullException>("registry", () => new MetricFactory(null!));

    private static void Same(Func<object> create) => Assert.Same(create(), create());
}
