using System.Globalization;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Instruments;
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
        Assert.Equal(1, _table.RemoveWhere(series => ReferenceEquals(series, first)));
        Assert.Null(Find(one));
        Assert.Same(second, Find(other));
    }

    [Fact]
    public void Values_that_were_chosen_to_collide_make_it_use_a_hash_for_which_none_can_be_chosen()
    {
        var hash = new LabelHash(1, 2);
        var table = new SeriesTable(hash);
        var values = Enumerable.Range(0, int.MaxValue).Select(Text).Where(value => (hash.Get([value]) & 0xFFF) == 0).Take(200).ToArray();

        foreach (var value in values)
        {
            table.Add(new Gauge(Family.Labels(value), initialValue: 0, TimeProvider.System));
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

    [Fact]
    public void A_removal_is_noticed_and_an_addition_is_none()
    {
        Add("1");
        var before = _table.Removals;

        Add("2");
        Assert.Equal(0, _table.RemoveWhere(_ => false));
        Assert.Equal(before, _table.Removals);

        Assert.Equal(1, _table.RemoveWhere(series => series.Labels.Values[0] == "2"));
        Assert.NotEqual(before, _table.Removals);
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
                Assert.Equal(1, _table.RemoveWhere(series => series.Labels.Values[0] == value));
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

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string[] Values(ReadOnlyMemory<PrometheusMetrics.Streaming.Series> series) =>
        [.. series.ToArray().Select(one => one.Labels.Values[0])];

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
        var series = new Gauge(Family.Labels(value), initialValue: 0, TimeProvider.System);
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
                table.Add(new Gauge(Family.Labels(value), initialValue: 0, TimeProvider.System));
                Volatile.Write(ref added, added + 1);
            }
        }
    }
}
