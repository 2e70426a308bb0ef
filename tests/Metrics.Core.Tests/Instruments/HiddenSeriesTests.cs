using System.Buffers;
using System.Text;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Exposition;
using PrometheusMetrics.Pushgateway;
using PrometheusMetrics.Tests.Exposition;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments;

public class HiddenSeriesTests : EngineTest
{
    private readonly IMetricFamily<ICounter> _family;

    public HiddenSeriesTests() => _family = Factory.CreateCounter("x_total", "", "a");

    [Fact]
    public void A_hidden_series_is_left_out_until_the_next_write_and_keeps_its_total()
    {
        var hidden = _family.WithLabels("1");
        hidden.Inc(5);
        _family.WithLabels("2").Inc();

        Assert.True(_family.Hide("1"));
        Assert.Equal(["x_total{a=\"2\"} 1"], Scrape.Lines(Registry));
        Assert.Equal(5, hidden.Value);

        hidden.Inc();
        Assert.Equal(["x_total{a=\"1\"} 6", "x_total{a=\"2\"} 1"], Scrape.Lines(Registry));
    }

    [Fact]
    public void Requesting_it_returns_the_same_one_and_does_not_show_it()
    {
        var held = _family.WithLabels("1");
        _family.Hide("1");

        Assert.Same(held, _family.WithLabels("1"));
        Assert.Empty(Scrape.Lines(Registry));

        _family.WithLabels("1").Inc();
        Assert.Equal(["x_total{a=\"1\"} 1"], Scrape.Lines(Registry));
    }

    [Fact]
    public void It_tells_whether_there_is_such_a_series()
    {
        Assert.False(_family.Hide("1"));
        Assert.Empty(Scrape.Lines(Registry));
        _family.WithLabels("1");

        Assert.True(_family.Hide("1"));
        Assert.True(_family.Hide("1"));
        Assert.False(_family.Hide("2"));

        _family.Remove("1");
        Assert.False(_family.Hide("1"));
    }

    [Fact]
    public void The_wrong_number_of_values_is_refused()
    {
        Assert.Throws<ArgumentException>(() => _family.Hide());
        Assert.Throws<ArgumentException>(() => _family.Hide("1", "2"));
        var scoped = Factory.WithConstantLabels(("shard", "7")).CreateCounter("y_total", "", "a");
        Assert.Throws<ArgumentException>("labelValues", () => scoped.Hide("7", "1"));
    }

    [Fact]
    public void A_metric_without_labels_can_be_hidden()
    {
        var family = Factory.CreateGauge("y", "", []);
        Assert.Equal(["y 0"], Scrape.Lines(Registry));

        Assert.True(family.Hide());
        Assert.Empty(Scrape.Lines(Registry));

        family.WithLabels().Set(0);
        Assert.Equal(["y 0"], Scrape.Lines(Registry));
    }

    [Fact]
    public void A_typed_family_and_one_with_constant_labels_hide_their_series()
    {
        var days = Factory.CreateCounter<DayOfWeek>("y_total", "", "day");
        var seven = Factory.WithConstantLabels(("shard", "7")).CreateCounter("z_total", "", "n");
        var eight = Factory.WithConstantLabels(("shard", "8")).CreateCounter("z_total", "", "n");
        days.WithLabels(DayOfWeek.Monday).Inc();
        seven.WithLabels("1").Inc();
        eight.WithLabels("1").Inc();

        Assert.True(days.Hide(DayOfWeek.Monday));
        Assert.False(days.Hide(DayOfWeek.Friday));
        Assert.True(seven.Hide("1"));
        Assert.False(seven.WithLabelTypes<int>().Hide(2));

        Assert.Equal(["z_total{shard=\"8\",n=\"1\"} 1"], Scrape.Lines(Registry));
        Assert.True(eight.WithLabelTypes<int>().Hide(1));
        Assert.Empty(Scrape.Lines(Registry));

        days.WithLabels(DayOfWeek.Monday).Inc();
        Assert.Equal(["y_total{day=\"Monday\"} 2"], Scrape.Lines(Registry));
    }

    [Fact]
    public void The_metric_of_one_shard_is_hidden_alone()
    {
        var seven = Factory.WithConstantLabels(("shard", "7")).CreateGauge("y", "", []);
        Factory.WithConstantLabels(("shard", "8")).CreateGauge("y", "", []);

        Assert.True(seven.Hide());

        Assert.Equal(["y{shard=\"8\"} 0"], Scrape.Lines(Registry));
    }

    [Fact]
    public void Values_that_are_cut_hide_the_series_that_they_share()
    {
        var value = new string('x', 20_000);
        var shared = _family.WithLabels(value);

        Assert.True(_family.Hide(value + "y"));
        Assert.DoesNotContain(Scrape.Lines(Registry), line => line.StartsWith("x_total", StringComparison.Ordinal));

        shared.Inc();
        Assert.Contains(Scrape.Lines(Registry), line => line.StartsWith("x_total", StringComparison.Ordinal));
    }

    [Fact]
    public void Hidden_series_count_towards_the_limit_and_values_beyond_it_hide_nothing()
    {
        var family = Factory.CreateCounter("y_total", "", ["a"], new CounterOptions { SeriesLimit = 1 });
        family.WithLabels("1").Inc();
        family.Hide("1");
        family.WithLabels("2").Inc();

        Assert.False(family.Hide("2"));
        Assert.Equal(1, Registry.GetSampleValue("y_total", ("a", "_overflow")));

        Assert.True(family.Hide("_overflow"));
        Assert.Null(Registry.FindSampleValue("y_total", ("a", "_overflow")));
        family.WithLabels("3").Inc();
        Assert.Equal(2, Registry.GetSampleValue("y_total", ("a", "_overflow")));
    }

    [Fact]
    public void A_hidden_series_can_be_removed()
    {
        var held = _family.WithLabels("1");
        _family.WithLabels("2");
        _family.WithLabels("3");
        Assert.True(_family.Hide("1") && _family.Hide("2") && _family.Hide("3"));

        Assert.True(_family.Remove("1"));
        Assert.Equal(1, _family.RemoveWhere(values => values[0] == "2"));
        _family.Clear();
        held.Inc(5);
        Assert.Empty(Scrape.Lines(Registry));

        _family.WithLabels("1").Inc();
        Assert.Equal(["x_total{a=\"1\"} 1"], Scrape.Lines(Registry));
    }

    [Fact]
    public void Series_keep_their_order()
    {
        foreach (var value in (string[])["1", "2", "3"])
        {
            _family.WithLabels(value);
        }

        _family.Hide("2");
        Scrape.From(Registry);
        _family.WithLabels("4");
        _family.WithLabels("2").Inc();

        Assert.Equal(
            ["x_total{a=\"1\"} 0", "x_total{a=\"2\"} 1", "x_total{a=\"3\"} 0", "x_total{a=\"4\"} 0"], Scrape.Lines(Registry));
    }

    // Enough series for batches, with hidden ones at the beginning, in the middle and at the end.
    [Theory]
    [InlineData("text")]
    [InlineData("openmetrics")]
    [InlineData("protobuf")]
    public void No_format_writes_it(string name)
    {
        var format = name switch
        {
            "text" => ExpositionFormat.Text,
            "openmetrics" => ExpositionFormat.OpenMetrics,
            _ => ExpositionFormat.Protobuf,
        };
        var gauges = Factory.CreateGauge("y", "", "a");
        var histograms = Factory.CreateHistogram("z", "", "a");
        for (var i = 0; i < 200; i++)
        {
            _family.WithLabels($"secret{i}");
            gauges.WithLabels($"secret{i}");
            histograms.WithLabels($"secret{i}");
        }

        for (var i = 0; i < 200; i++)
        {
            if (i is not (7 or 150))
            {
                Assert.True(_family.Hide($"secret{i}") && gauges.Hide($"secret{i}") && histograms.Hide($"secret{i}"));
            }
        }

        var output = new ArrayBufferWriter<byte>();
        using var reader = Registry.Read();
        Body.Write(format, output, visitor =>
        {
            while (reader.Read(visitor))
            {
            }
        });
        var body = Encoding.Latin1.GetString(output.WrittenSpan);

        Assert.DoesNotContain("secret8", body, StringComparison.Ordinal);
        Assert.DoesNotContain("secret199", body, StringComparison.Ordinal);
        Assert.Contains("secret7", body, StringComparison.Ordinal);
        Assert.Contains("secret150", body, StringComparison.Ordinal);
    }

    [Fact]
    public void A_family_whose_series_are_all_hidden_is_empty()
    {
        _family.WithLabels("1");
        _family.Hide("1");

        Assert.Empty(Scrape.From(Registry).Find("x_total")!.Samples);
        Assert.Empty(RecordingVisitor.Of((ICollector)_family).Lines);
    }

    [Fact]
    public void It_expires_like_others_and_every_write_still_shows_it()
    {
        var timeout = TimeSpan.FromMinutes(10);
        var family = Factory.CreateGauge("y", "", ["a"], new GaugeOptions { IdleTimeout = timeout });
        var held = family.WithLabels("1");
        held.Set(5);
        family.Hide("1");
        Scrape.From(Registry);
        Clock.Advance(timeout);
        Scrape.From(Registry);
        Assert.Equal(0, family.WithLabels("other").Value);

        held.Set(5);

        Assert.Equal(["y{a=\"other\"} 0", "y{a=\"1\"} 5"], Scrape.Lines(Registry));
        Assert.Same(held, family.WithLabels("1"));
    }

    [Fact]
    public void One_that_has_expired_can_be_hidden()
    {
        var timeout = TimeSpan.FromMinutes(10);
        var family = Factory.CreateGauge("y", "", ["a"], new GaugeOptions { IdleTimeout = timeout });
        var held = family.WithLabels("1");
        held.Set(5);
        Scrape.From(Registry);
        Clock.Advance(timeout);
        Assert.Empty(Scrape.Lines(Registry));

        Assert.True(family.Hide("1"));
        Assert.Empty(Scrape.Lines(Registry));

        // Without the call this would be no change.
        held.Set(5);
        Assert.Equal(["y{a=\"1\"} 5"], Scrape.Lines(Registry));
    }

    [Fact]
    public void Two_readers_at_once_see_the_same()
    {
        _family.WithLabels("1").Inc();
        using var first = Registry.Read();
        using var second = Registry.Read();
        _family.Hide("1");

        Assert.Empty(Lines(first));
        _family.WithLabels("1").Inc();
        Assert.Equal(["x_total{a=\"1\"} 2"], Lines(second));

        static string[] Lines(IMetricReader reader)
        {
            var visitor = new RecordingVisitor();
            while (reader.Read(visitor))
            {
            }

            return [.. visitor.Lines];
        }
    }

    [Fact]
    public async Task A_push_of_additions_does_not_send_the_total_again()
    {
        var deltas = new DeltaTracker(new DeltaTrackerOptions { TimeProvider = Clock });
        var counter = _family.WithLabels("1");
        counter.Inc(5);
        Assert.Equal(["x_total{a=\"1\"} 5"], await AddedAsync());

        _family.Hide("1");
        Assert.Empty(await AddedAsync());
        counter.Inc(2);

        Assert.Equal(["x_total{a=\"1\"} 2"], await AddedAsync());

        async Task<string[]> AddedAsync()
        {
            Clock.Advance(TimeSpan.FromSeconds(10));
            var delta = await deltas.CollectAsync(Registry);
            var lines = Scrape.Lines(delta);
            delta.Accept();
            return lines;
        }
    }

    [Fact]
    public void An_instrument_that_the_program_holds_can_be_read()
    {
        var histograms = Factory.CreateHistogram("h", "", "a");
        var histogram = histograms.WithLabels("1");
        histogram.Observe(2);
        histograms.Hide("1");
        var visitor = new RecordingVisitor();

        visitor.BeginFamily(new MetricDescriptor(MetricType.Histogram, "h", "", "a"));
        ((IMetricSeries)histogram).Collect(visitor);
        visitor.EndFamily();

        Assert.Equal(1, visitor.Value("h", "a=\"1\""));
    }

    [Fact]
    public void Hiding_and_showing_allocate_nothing()
    {
        var counter = _family.WithLabels("1");

        Assert.Equal(0, Allocations.OfThousandCalls(() =>
        {
            _family.Hide("1");
            counter.Inc();
        }));
    }
}
