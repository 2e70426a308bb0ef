using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments;

//
public class FamilyRemovalTests : EngineTest
{
    private readonly IMetricFamily<ICounter> _family;

    public FamilyRemovalTests() => _family = Factory.CreateCounter("x_total", "Help.", "a");

    [Fact]
    public void A_removed_series_is_gone()
    {
        _family.WithLabels("1");
        _family.WithLabels("2");

        Assert.True(_family.Remove("1"));
        Assert.Equal(["x_total{a=\"2\"} 0"], Scrape.Lines(Registry));
        Assert.False(_family.Remove("1"));
        Assert.False(_family.Remove("never"));
    }

    // A log provider that counts lines in this family, for example, if the predicate writes to the log.
    [Fact]
    public void A_predicate_may_create_and_remove_series_of_the_family()
    {
        _family.WithLabels("1");
        _family.WithLabels("2");

        var removed = _family.RemoveWhere(values =>
        {
            _family.WithLabels("new").Inc();
            return _family.Remove("1") || values[0] == "2";
        });

        Assert.Equal(1, removed);
        Assert.Equal(["x_total{a=\"new\"} 2"], Scrape.Lines(Registry));
        Assert.Equal(2, _family.WithLabels("new").Value);
    }

    [Fact]
    public void Who_still_holds_it_counts_nowhere()
    {
        var kept = _family.WithLabels("1");
        kept.Inc(5);
        _family.Remove("1");
        kept.Inc();

        Assert.Empty(Scrape.Lines(Registry));
        Assert.Equal(6, kept.Value);

        var again = _family.WithLabels("1");
        kept.Inc();

        Assert.NotSame(kept, again);
        Assert.Equal(["x_total{a=\"1\"} 0"], Scrape.Lines(Registry));
    }

    [Fact]
    public void A_new_one_comes_at_the_end()
    {
        Add("1", "2", "3");

        _family.Remove("1");
        Add("1");

        Assert.Equal(["2", "3", "1"], Values());
    }

    [Fact]
    public void A_predicate_removes_what_it_chooses()
    {
        Add("a1", "b1", "a2", "b2");

        Assert.Equal(2, _family.RemoveWhere(values => values[0].StartsWith('a')));
        Assert.Equal(["b1", "b2"], Values());
        Assert.Equal(0, _family.RemoveWhere(values => values[0].StartsWith('a')));
    }

    [Fact]
    public void A_predicate_that_throws_removes_nothing()
    {
        Add("1", "2", "3");

        Assert.Throws<InvalidOperationException>(
            () => _family.RemoveWhere(values => values[0] == "1" ? true : throw new InvalidOperationException()));

        Assert.Equal(["1", "2", "3"], Values());
        Assert.True(_family.Remove("1"));
    }

    [Fact]
    public void Clear_removes_all()
    {
        Add([.. Enumerable.Range(0, 100).Select(i => $"{i}")]);

        _family.Clear();
        Assert.Empty(Values());

        Add("1");
        Assert.Equal(["1"], Values());
    }

    [Fact]
    public void The_rest_is_still_found_after_a_removal()
    {
        string[] all = [.. Enumerable.Range(0, 1000).Select(i => $"{i}")];
        Add(all);
        var kept = all.Where((_, i) => i % 3 == 0).Select(value => _family.WithLabels(value)).ToArray();

        Assert.Equal(666, _family.RemoveWhere(values => int.Parse(values[0], null) % 3 != 0));

        Assert.Equal(kept, all.Where((_, i) => i % 3 == 0).Select(value => _family.WithLabels(value)));
        Assert.Equal(334, Values().Length);
    }

    //
    [Fact]
    public void The_series_of_a_family_without_labels_always_stays()
    {
        var family = Factory.CreateCounter("y_total", "", [], null);
        var counter = Factory.CreateCounter("y_total", "");
        counter.Inc();

        Assert.False(family.Remove());
        Assert.Equal(0, family.RemoveWhere(_ => true));
        family.Clear();

        Assert.Same(counter, family.WithLabels());
        Assert.Equal(["y_total 1"], Scrape.Lines(Registry));
    }

    [Fact]
    public void A_collection_that_is_under_way_is_not_disturbed()
    {
        Add("1", "2", "3");
        var visitor = new RecordingVisitor();
        using var reader = Registry.Read();
        reader.Read(visitor);

        _family.Clear();
        Add("4");
        while (reader.Read(visitor))
        {
        }

        Assert.Equal(["x_total{a=\"1\"} 0", "x_total{a=\"2\"} 0", "x_total{a=\"3\"} 0"], visitor.Lines);
        Assert.Equal(["4"], Values());
    }

    [Theory]
    [InlineData("gauge")]
    [InlineData("histogram")]
    [InlineData("summary")]
    public void Every_kind_starts_again_at_zero(string kind)
    {
        switch (kind)
        {
            case "gauge":
                StartAgain(Factory.CreateGauge("m", "", "a"), gauge => gauge.Set(5), "m{a=\"1\"} 0");
                break;
            case "histogram":
                StartAgain(
                    Factory.CreateHistogram("m", "", ["a"], new HistogramOptions { Buckets = [1] }),
                    h => h.Observe(5),
                    "m{a=\"1\"} 1:0 Infinity:0 sum:0");
                break;
            default:
                StartAgain(Factory.CreateSummary("m", "", "a"), summary => summary.Observe(5), "m{a=\"1\"} count:0 sum:0");
                break;
        }
    }

    private void StartAgain<TInstrument>(IMetricFamily<TInstrument> family, Action<TInstrument> use, string fresh)
        where TInstrument : class
    {
        use(family.WithLabels("1"));
        Assert.NotEqual([fresh], Scrape.Lines(Registry));

        family.Remove("1");
        family.WithLabels("1");

        Assert.Equal([fresh], Scrape.Lines(Registry));
    }

    private void Add(params string[] values)
    {
        foreach (var value in values)
        {
            _family.WithLabels(value);
        }
    }

    private string[] Values() => [.. Scrape.From(Registry).Find("x_total")!.Samples.Select(sample => sample.Labels[3..^1])];
}
