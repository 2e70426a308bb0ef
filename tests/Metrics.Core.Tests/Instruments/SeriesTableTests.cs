using System.Globalization;
using System.Text;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Exposition;
using PrometheusMetrics.Instruments;
using PrometheusMetrics.Streaming;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments;

public class SeriesTableTests
{
    private static readonly MetricDescriptor Family = new(MetricType.Gauge, "m", "", "a");

    private readonly SeriesTable _table = new();

    [Fact]
    public void What_was_added_is_found()
    {
        var series = Enumerable.Range(0, 20_000).Select(Text).Select(Add).ToArray();

        Assert.All(series, one => Assert.Same(one, Find(one.Labels.Values[0])));
        Assert.Null(Find("never"));
        Assert.Equal(series, _table.Ordered.ToArray());
    }

    // Principle 4: hashes find candidates, strings are compared. Another library merges such series.
    [Fact]
    public void Values_of_equal_hashes_are_different_series()
    {
        var (one, other) = ValuesOfEqualHash();

        var first = Add(one);
        Assert.Null(Find(other));
        var second = Add(other);

        Assert.Same(first, Find(one));
        Assert.Same(second, Find(other));
        Assert.Same(first, Assert.Single(_table.RemoveWhere(series => ReferenceEquals(series, first))));
        Assert.Null(Find(one));
        Assert.Same(second, Find(other));
        first = Add(one);
        Assert.Same(first, Find(one));
        _table.Remove(second);
        Assert.Same(first, Find(one));
        Assert.Null(Find(other));
    }

    [Fact]
    public void Values_that_were_chosen_to_collide_make_it_use_a_hash_for_which_none_can_be_chosen()
    {
        var hash = new LabelHash(1, 2);
        var table = new SeriesTable(hash);
        var values = Enumerable.Range(0, int.MaxValue).Select(Text).Where(value => (hash.Get([value]) >>> 20) == 0).Take(200).ToArray();

        foreach (var value in values)
        {
            table.Add(new Gauge(Family.Labels(value), initialValue: 0, new GaugeCells(TimeProvider.System)));
        }

        Assert.True(table.Hash.IsKeyed);
        Assert.All(values, value => Assert.Equal(value, table.Find([value])?.Labels.Values[0]));
    }

    [Fact]
    public void Many_ordinary_values_keep_the_fast_hash()
    {
        foreach (var i in Enumerable.Range(0, 100_000))
        {
            Add($"/api/things/{i}/{{id}}");
        }

        Assert.False(_table.Hash.IsKeyed);
    }

    // Between two sizes there is memory for a quarter more, whatever the number of series is.
    [Fact]
    public void It_has_memory_for_a_quarter_more_series_than_there_are()
    {
        for (var count = 1; count <= 70_000; count++)
        {
            Add(Text(count));

            Assert.InRange(_table.Capacity, count, count + (count / 4) + 4);
        }

        Assert.All(Enumerable.Range(1, 70_000), i => Assert.NotNull(Find(Text(i))));
    }

    [Fact]
    public void A_table_that_grows_keeps_the_labels_that_a_scrape_has_read()
    {
        var encoding = TextLabelEncoding.All[0];
        for (var i = 0; i < 100; i++)
        {
            Add(Text(i));
        }

        var before = Segment();
        while (_table.Capacity < 1000)
        {
            Add($"more {_table.Count}");
        }

        Assert.Same(before, Segment());

        _table.RemoveWhere(series => series.Labels.Values[0] == "1");
        Assert.Equal("a=\"2\"", Encoding.UTF8.GetString(Segment()[1]));

        LabelSegment Segment() => _table.ReadOrdered(out var labels).IsEmpty ? null! : labels!.Find(encoding).Get(0, _table.Ordered.Length);
    }

    [Fact]
    public void A_table_that_switches_the_hash_keeps_its_series_without_the_removed_ones()
    {
        var hash = new LabelHash(1, 2);
        var table = new SeriesTable(hash);
        var values = Enumerable.Range(0, int.MaxValue).Select(Text).Where(value => (hash.Get([value]) >>> 20) == 0).Take(140).ToArray();

        // After the last growth before the switch, which would leave it out too.
        var removed = values[120];
        foreach (var value in values)
        {
            var series = new Gauge(Family.Labels(value), initialValue: 0, new GaugeCells(TimeProvider.System));
            table.Add(series);
            if (value == removed)
            {
                table.Remove(series);
            }
        }

        Assert.True(table.Hash.IsKeyed);
        Assert.Equal(values.Where(value => value != removed), Values(table.Ordered));
        Assert.All(values, value => Assert.Equal(value != removed, table.Find([value]) is not null));
    }

    [Fact]
    public void A_removal_is_noticed_and_an_addition_is_none()
    {
        Add("1");
        var before = _table.Removals.Value;

        Add("2");
        Assert.Empty(_table.RemoveWhere(_ => false));
        Assert.Equal(before, _table.Removals.Value);

        Assert.Single(_table.RemoveWhere(series => series.Labels.Values[0] == "2"));
        Assert.NotEqual(before, _table.Removals.Value);
    }

    [Fact]
    public void What_was_handed_out_does_not_change()
    {
        Add("1");
        Add("2");
        var before = _table.Ordered;

        Add("3");
        _table.RemoveWhere(series => series.Labels.Values[0] == "1");
        Add("4");

        Assert.Equal(["1", "2"], Values(before));
        Assert.Equal(["2", "3", "4"], Values(_table.Ordered));
    }

    [Fact]
    public void Adding_and_removing_by_turns_keeps_it_exact()
    {
        var random = new Random(1);
        var expected = new List<string>();
        for (var i = 0; i < 5000; i++)
        {
            var value = Text(random.Next(200));
            if (expected.Remove(value))
            {
                Assert.Single(_table.RemoveWhere(series => series.Labels.Values[0] == value));
            }
            else
            {
                expected.Add(value);
                Assert.Null(Find(value));
                Add(value);
            }

            Assert.Equal(expected.Contains(value), Find(value) is not null);
        }

        Assert.Equal(expected, Values(_table.Ordered));
    }

    [Fact]
    public void Adding_and_removing_single_series_keeps_it_exact()
    {
        var random = new Random(1);
        var expected = new List<string>();
        for (var i = 0; i < 20_000; i++)
        {
            // Grows and shrinks in turns.
            var value = Text(random.Next(i / 5000 % 2 == 0 ? 1000 : 20));
            if (Find(value) is { } found)
            {
                Assert.True(expected.Remove(value));
                _table.Remove(found);
                Assert.True(found.IsRemoved);
                Assert.Null(Find(value));
            }
            else
            {
                expected.Add(value);
                Assert.False(Add(value).IsRemoved);
            }

            Assert.Equal(expected.Count, _table.Count);
        }

        Assert.All(expected, value => Assert.NotNull(Find(value)));
        Assert.Equal(expected, Values(_table.Ordered));
    }

    [Fact]
    public void A_series_that_comes_back_is_at_the_end()
    {
        var first = Add("1");
        Add("2");

        _table.Remove(first);
        _table.Add(first);

        Assert.Same(first, Find("1"));
        Assert.False(first.IsRemoved);
        Assert.Equal(["2", "1"], Values(_table.Ordered));
    }

    // Otherwise the entries of removed series would make a chain, which lookups and later series of the same hash would have to pass.
    [Fact]
    public void The_same_values_that_come_and_go_keep_the_fast_hash()
    {
        foreach (var i in Enumerable.Range(0, 10_000))
        {
            Add(Text(i));
        }

        for (var i = 0; i < 2000; i++)
        {
            _table.Remove(Add("again"));
        }

        Assert.False(_table.Hash.IsKeyed);
    }

    [Fact]
    public void The_texts_of_values_find_the_series_of_the_strings()
    {
        var characters = new char[10];
        var ends = new int[1];
        foreach (var hash in new[] { new LabelHash(), LabelHash.WithRuntimesKey })
        {
            var table = new SeriesTable(hash);
            for (var length = 0; length < 50; length++)
            {
                var value = new string('\u00fc', length);
                var series = new Gauge(Family.Labels(value), initialValue: 0, new GaugeCells(TimeProvider.System));
                table.Add(series);

                var buffer = new LabelTextBuffer(characters, ends, int.MaxValue);
                buffer.Append(value);
                Assert.Same(series, table.Find(buffer.Texts));
                buffer.Dispose();
            }
        }
    }

    // Whether they go one by one or together, there is memory for a few times as many series as there are, and it does not change at each
    // addition and removal.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void It_shrinks_with_its_content(bool together)
    {
        const int Series = 20_000;
        var all = Enumerable.Range(0, Series).Select(Text).Select(Add).ToArray();
        Assert.InRange(_table.Capacity, Series, 2 * Series);

        foreach (var remaining in new[] { 8000, 1000, 10, 0 })
        {
            if (together)
            {
                var kept = all[^remaining..].ToHashSet();
                _table.RemoveWhere(series => !kept.Contains(series));
            }
            else
            {
                Array.ForEach(all[..^remaining].Where(series => !series.IsRemoved).ToArray(), _table.Remove);
            }

            Assert.Equal(remaining, _table.Count);
            Assert.InRange(_table.Capacity, remaining, (6 * remaining) + 64);
            Assert.InRange(_table.Ordered.Length, remaining, (2 * remaining) + 8);
        }
    }

    [Fact]
    public void Removals_of_single_series_are_noticed_now_and_then()
    {
        const int Series = 1000;
        foreach (var i in Enumerable.Range(0, Series))
        {
            Add(Text(i));
        }

        var before = _table.Removals.Value;
        for (var i = 0; i < 10 * Series; i++)
        {
            _table.Remove(Add("x"));
        }

        Assert.InRange(_table.Removals.Value - before, 5, 50);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string[] Values(ReadOnlyMemory<Series> series) =>
        [.. series.ToArray().Where(one => one.Labels.Count > 0).Select(one => one.Labels.Values[0])];

    // Each table has another secret, so the test has to search for a pair: among some 100 000 values there is one, by the birthday paradox.
    private (string One, string Other) ValuesOfEqualHash()
    {
        var seen = new Dictionary<int, string>();
        for (var i = 0; ; i++)
        {
            var value = Text(i);
            var hash = _table.Hash.Get([value]);
            if (!seen.TryAdd(hash, value))
            {
                return (seen[hash], value);
            }
        }
    }

    private Gauge Add(string value)
    {
        var series = new Gauge(Family.Labels(value), initialValue: 0, new GaugeCells(TimeProvider.System));
        _table.Add(series);
        return series;
    }

    private Gauge? Find(string value) => (Gauge?)_table.Find([value]);

    [Collection(nameof(RunsAlone))]
    public class Beside_a_writer
    {
        [Fact]
        public void A_reader_finds_everything_that_was_there_before()
        {
            var table = new SeriesTable();
            var values = Enumerable.Range(0, 50_000).Select(Text).ToArray();
            var added = 0;

            using var readers = ParallelRunner.Keep(3, worker =>
            {
                var there = Volatile.Read(ref added);
                for (var i = worker; i < there; i += 97)
                {
                    var found = table.Find([values[i]]);
                    Assert.Equal(values[i], found?.Labels.Values[0]);
                }

                Assert.True(table.Ordered.Length >= there);
            });
            foreach (var value in values)
            {
                table.Add(new Gauge(Family.Labels(value), initialValue: 0, new GaugeCells(TimeProvider.System)));
                Volatile.Write(ref added, added + 1);
            }
        }

        // Series come and go one by one, and the table moves to new arrays all the time.
        [Fact]
        public void A_reader_finds_everything_that_stays_once_and_nothing_twice()
        {
            const int Stay = 200;
            const int Turns = 50_000;
            var table = new SeriesTable();
            Gauge Create(string value) => new(Family.Labels(value), initialValue: 0, new GaugeCells(TimeProvider.System));
            var staying = Enumerable.Range(0, Stay).Select(i => Create($"stays {i}")).ToArray();
            var going = Enumerable.Range(0, Stay).Select(i => Create($"goes {i}")).ToArray();
            for (var i = 0; i < Stay; i++)
            {
                table.Add(staying[i]);
                table.Add(going[i]);
            }

            using var lookups = ParallelRunner.Keep(2, _ =>
            {
                foreach (var series in staying)
                {
                    Assert.Same(series, table.Find(series.Labels.Values));
                }
            });
            using var snapshots = ParallelRunner.Keep(1, _ =>
            {
                // One by one, as a scrape reads them.
                var seen = new List<string>();
                foreach (var series in table.Ordered.Span)
                {
                    if (series.Labels.Count > 0)
                    {
                        seen.Add(series.Labels.Values[0]);
                    }
                }

                Assert.Equal(seen.Count, seen.Distinct().Count());
                Assert.Equal(
                    staying.Select(series => series.Labels.Values[0]),
                    seen.Where(value => value.StartsWith("stays", StringComparison.Ordinal)));
            });
            for (var turn = 0; turn < Turns; turn++)
            {
                ref var series = ref going[turn % Stay];
                table.Remove(series);
                series = Create(series.Labels.Values[0]);
                table.Add(series);
            }
        }
    }
}
