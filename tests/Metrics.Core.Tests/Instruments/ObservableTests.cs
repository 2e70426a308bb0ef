using PrometheusMetrics.Collection;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments;

public class ObservableTests : EngineTest
{
    //
    [Fact]
    public void The_callback_is_called_at_each_scrape()
    {
        var asked = 0;
        using var counter = Factory.CreateObservableCounter("hits", "Help.", () => ++asked);

        Assert.Equal(0, asked);
        Assert.Equal(["hits_total 1"], Scrape.Lines(Registry));
        Assert.Equal(["hits_total 2"], Scrape.Lines(Registry));
    }

    [Fact]
    public void Name_help_and_unit_are_as_for_other_instruments()
    {
        using var counter = Factory.CreateObservableCounter("sent", "Bytes sent.", () => 1, "bytes");
        using var gauge = Factory.CreateObservableGauge("length", "Length.", () => 1, unit: "meters");

        var scrape = Scrape.From(Registry);
        Assert.Equal(("Bytes sent.", "bytes"), (scrape.Find("sent_bytes_total")!.Help, scrape.Find("sent_bytes_total")!.Unit));
        Assert.Equal(("Length.", "meters"), (scrape.Find("length_meters")!.Help, scrape.Find("length_meters")!.Unit));
    }

    //
    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(-1)]
    public void A_gauge_may_be_any_number(double value)
    {
        using var gauge = Factory.CreateObservableGauge("x", "", () => value);

        Assert.Equal(value, Registry.GetSampleValue("x"));
    }

    //
    [Fact]
    public void A_callback_that_throws_leaves_its_metric_out_and_is_counted_under_its_name()
    {
        using var broken = Factory.CreateObservableGauge("broken", "", () => throw new InvalidOperationException());
        using var whole = Factory.CreateObservableGauge("whole", "", () => 1);

        Assert.Equal(["metrics_collector_errors_total{collector=\"broken\"} 1", "whole 1"], Scrape.Lines(Registry));
    }

    //
    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-1)]
    [InlineData(double.NegativeInfinity)]
    public void A_counter_that_is_none_is_left_out(double value)
    {
        using var counter = Factory.CreateObservableCounter("x", "", () => value);

        Assert.Equal(["metrics_collector_errors_total{collector=\"x_total\"} 1"], Scrape.Lines(Registry));
    }

    [Fact]
    public void Disposing_takes_the_metric_out()
    {
        var gauge = Factory.CreateObservableGauge("x", "", () => 1);

        gauge.Dispose();
        Assert.Empty(Scrape.Lines(Registry));

        using var again = Factory.CreateObservableGauge("x", "", () => 2);
        gauge.Dispose();
        Assert.Equal(["x 2"], Scrape.Lines(Registry));
    }

    [Fact]
    public void A_second_one_of_the_same_name_is_refused()
    {
        using var first = Factory.CreateObservableGauge("x", "", () => 1);

        var refusal = Assert.Throws<InvalidOperationException>(() => Factory.CreateObservableGauge("x", "", () => 2));

        Assert.Contains("An observable metric 'x' exists already and has not been disposed.", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Create it once, in a singleton or a hosted service", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("dispose the existing one", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(["x 1"], Scrape.Lines(Registry));
    }

    [Fact]
    public void An_instrument_and_an_observable_one_do_not_share_a_name()
    {
        using var observable = Factory.CreateObservableGauge("x", "", () => 1);
        Factory.CreateGauge("y", "");

        Assert.Throws<InvalidOperationException>(() => Factory.CreateGauge("x", ""));
        var refusal = Assert.Throws<InvalidOperationException>(() => Factory.CreateObservableGauge("y", "", () => 1));

        Assert.StartsWith(
            "'y' is already registered with another shape (kind: \"instrument\" instead of \"observable\").",
            refusal.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_labelled_one_shows_each_series_that_its_callback_reports()
    {
        var lengths = new Dictionary<string, int> { ["mail"] = 3, ["print"] = 0 };
        using var gauge = Factory.CreateObservableGauge("queue_length", "Waiting jobs.", ["queue"], report =>
        {
            foreach (var (queue, length) in lengths)
            {
                report(length, queue);
            }
        });
        using var counter = Factory.CreateObservableCounter("hits", "", ["cache", "tier"], report => report(7, "users", "1"), "bytes");

        Assert.Equal(
            ["hits_bytes_total{cache=\"users\",tier=\"1\"} 7", "queue_length{queue=\"mail\"} 3", "queue_length{queue=\"print\"} 0"],
            Scrape.Lines(Registry));

        lengths.Clear();
        Assert.Equal(["hits_bytes_total{cache=\"users\",tier=\"1\"} 7"], Scrape.Lines(Registry));
    }

    [Fact]
    public void A_labelled_one_has_the_constant_labels_of_its_factory_before_its_own()
    {
        using var gauge = Factory
            .WithConstantLabels(("shard", "7"))
            .CreateObservableGauge("length", "", ["queue"], report => report(1, "mail"));

        Assert.Equal(["length{shard=\"7\",queue=\"mail\"} 1"], Scrape.Lines(Registry));
    }

    //
    [Fact]
    public void A_callback_that_reports_what_is_illegal_leaves_its_metric_out_whole()
    {
        using var twice = Factory.CreateObservableGauge("twice", "", ["a"], report =>
        {
            report(1, "x");
            report(2, "x");
        });
        using var tooMany = Factory.CreateObservableGauge("too_many", "", ["a"], report => report(1, "x", "y"));
        using var tooFew = Factory.CreateObservableGauge("too_few", "", ["a"], report => report(1));
        using var falls = Factory.CreateObservableCounter("falls", "", ["a"], report => report(-1, "x"));
        using var whole = Factory.CreateObservableGauge("whole", "", ["a"], report => report(1, "x"));

        Assert.Equal(
            [
                "metrics_collector_errors_total{collector=\"twice\"} 1",
                "metrics_collector_errors_total{collector=\"too_many\"} 1",
                "metrics_collector_errors_total{collector=\"too_few\"} 1",
                "metrics_collector_errors_total{collector=\"falls_total\"} 1",
                "whole{a=\"x\"} 1",
            ],
            Scrape.Lines(Registry));
    }

    [Fact]
    public void A_reporter_that_is_kept_reports_nothing_later()
    {
        ObservationReporter? kept = null;
        using var gauge = Factory.CreateObservableGauge("x", "", ["a"], report =>
        {
            kept = report;
            report(1, "x");
        });
        Scrape.From(Registry);

        Assert.Throws<InvalidOperationException>(() => kept!(2, "y"));
        Assert.Equal(["x{a=\"x\"} 1"], Scrape.Lines(Registry));
    }

    [Theory]
    [InlineData(MetricType.Histogram)]
    [InlineData(MetricType.Info)]
    [InlineData(MetricType.Unknown)]
    public void It_is_a_counter_or_a_gauge(MetricType type) =>
        Assert.Throws<ArgumentOutOfRangeException>(
            nameof(type), () => Factory.CreateObservable(type, "x", "", [], report => report(1), unit: null));

    [Fact]
    public void Null_is_refused()
    {
        Assert.Throws<ArgumentNullException>("observe", () => Factory.CreateObservableGauge("x", "", ["a"], null!));
        Assert.Throws<ArgumentNullException>("observe", () => Factory.CreateObservableCounter("x", "", ["a"], null!));
        Assert.Throws<ArgumentNullException>("observe", () => Factory.CreateObservableGauge("x", "", null!));
        Assert.Throws<ArgumentNullException>("observe", () => Factory.CreateObservableCounter("x", "", null!));
        Assert.Throws<ArgumentNullException>("help", () => Factory.CreateObservableCounter("x", null!, () => 1));
    }
}
