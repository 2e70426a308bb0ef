using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments;

/// <summary>Beyond the series limit the number of values is unlimited, so a lookup allocates nothing and takes no lock.</summary>
public sealed class SeriesLimitAllocationTests : EngineTest
{
    private const int Limit = 5;

    private static readonly string LongText = new('x', 100_000);

    private enum Channel
    {
        None,
        Web,
        Shop,
    }

    public static TheoryData<string> Texts =>
        ["value", "", "Größe", "\u65e5\u672c", "\U0001F642 emoji", "\ud800 ill-formed", "ill-formed \udc00", LongText];

    // Gives back the value, whose lone surrogates a test case can't hold.
    [Theory]
    [MemberData(nameof(Texts))]
    public void Any_text(string value)
    {
        ICounter WithPlain(IMetricFamily<ICounter> family) => family.WithLabels(value, value);

        Check(Fill(Factory, idleTimeout: null), WithPlain);
        Check(Fill(Factory.WithConstantLabels(("shard", "7"), ("zone", "\U0001F642")), idleTimeout: null, "y"), WithPlain);
        Check(Fill(Factory, TimeSpan.FromHours(1), "z"), WithPlain);
        Check(Fill(Factory.WithConstantLabels(("shard", "7")), TimeSpan.FromHours(1), "w"), WithPlain);
    }

    [Fact]
    public void Values_of_which_some_have_expired()
    {
        var family = Fill(Factory, TimeSpan.FromMinutes(1));
        var kept = Enumerable.Range(0, Limit).Select(i => family.WithLabels($"{i}", "")).ToArray();
        Scrape.From(Registry);
        Clock.Advance(TimeSpan.FromMinutes(1));
        Scrape.From(Registry);
        for (var i = 0; i <= Limit; i++)
        {
            family.WithLabels($"new {i}", "").Inc();
        }

        Check(family, counters => counters.WithLabels("x", "y"));
        Assert.Same(kept[3], family.WithLabels("3", ""));
        GC.KeepAlive(kept);
    }

    [Fact]
    public void Typed_values()
    {
        CheckTyped(Channel.Shop, Channel.Web, (Channel)99);
        CheckTyped(12345, -6);
        CheckTyped(1L << 40);
        CheckTyped(Guid.NewGuid());
        CheckTyped("text", null!, "\U0001F642", "\ud800", LongText);
        CheckTyped('x', '\ud800');
        CheckTyped(0.1, double.NaN, -0.0);
        CheckTyped(1.50m, 0m);
        CheckTyped(DateTimeOffset.UnixEpoch);
        CheckTyped(new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc));
        CheckTyped(new DateOnly(2026, 1, 2));
        CheckTyped(new TimeOnly(3, 4, 5));
        CheckTyped(TimeSpan.FromSeconds(1.5));
        CheckTyped(new Version(1, 2));
    }

    [Fact]
    public void Typed_bools()
    {
        var family = Factory.CreateCounter<bool>("x_total", "", ["a"], new CounterOptions { SeriesLimit = 1 });
        family.WithLabels(true);
        family.WithLabels(false);

        Assert.Equal(0, Allocations.OfThousandCalls(() => family.WithLabels(false).Inc()));
    }

    [Fact]
    public void Tuples_of_texts()
    {
        var family = Fill(Factory, idleTimeout: null).WithLabelTypes<(string, string)>();
        var shard = Fill(Factory.WithConstantLabels(("shard", "7")), TimeSpan.FromHours(1), "y").WithLabelTypes<(string, string)>();

        Assert.Same(family.Family.WithLabels("never", ""), family.WithLabels(("a", "\U0001F642")));
        Assert.Equal(0, Allocations.OfThousandCalls(() => family.WithLabels(("a", "\U0001F642")).Inc()));
        Assert.Equal(0, Allocations.OfThousandCalls(() => shard.WithLabels((null!, "b")).Inc()));
    }

    // .NET gives the values of a tuple of any types as objects only.
    [Fact]
    public void Tuples_of_other_values_need_one_object_for_each_of_those()
    {
        const int BoxOfOneWord = 24;
        var family = Fill(Factory, idleTimeout: null).WithLabelTypes<(Channel, int)>();

        Assert.InRange(Allocations.OfThousandCalls(() => family.WithLabels((Channel.Shop, 12345)).Inc()), 0, 2 * 1000 * BoxOfOneWord);
    }

    [Fact]
    public void No_lookup_waits_for_a_writer()
    {
        var plain = Fill(Factory, idleTimeout: null);
        var shard = Fill(Factory.WithConstantLabels(("shard", "7")), idleTimeout: null, "y");
        var idle = Fill(Factory, TimeSpan.FromHours(1), "z");
        var typed = plain.WithLabelTypes<(Channel, int)>();
        Action[] lookups =
        [
            () => plain.WithLabels("\ud800", "\U0001F642"),
            () => shard.WithLabels("a", "b"),
            () => idle.WithLabels("a", "b"),
            () => typed.WithLabels((Channel.Shop, 12345)),
        ];

        // The predicate runs while the family is locked. The fault would be a thread that does not finish.
        foreach (var family in new[] { plain, shard, idle })
        {
            family.RemoveWhere(_ =>
            {
                ParallelRunner.Do(1, _ => Array.ForEach(lookups, lookup => lookup()));
                return false;
            });
        }
    }

    [Fact]
    public void Every_lookup_is_counted()
    {
        var shard = Fill(Factory.WithConstantLabels(("shard", "7")), idleTimeout: null);
        var typed = shard.WithLabelTypes<(string, int)>();
        var before = Overflows();

        for (var i = 0; i < 10; i++)
        {
            shard.WithLabels($"{i}", "new");
            shard.WithLabels("\ud800", "\U0001F642");
            typed.WithLabels(("new", i));
        }

        Assert.Equal(before + 30, Overflows());

        double Overflows() => Registry.GetSampleValue("metrics_series_overflow_total", ("family", "x_total"));
    }

    [Fact]
    public void Each_set_of_constant_labels_has_its_own_overflow_series()
    {
        var one = Fill(Factory.WithConstantLabels(("shard", "1")), idleTimeout: null);
        var other = Fill(Factory.WithConstantLabels(("shard", "2")), idleTimeout: null);

        for (var i = 0; i < 3; i++)
        {
            one.WithLabels("a", $"{i}").Inc();
            other.WithLabels("a", $"{i}").Inc(2);
        }

        string Line(int shard, int value) => $"x_total{{shard=\"{shard}\",a=\"_overflow\",b=\"_overflow\"}} {value}";
        // One overflowed when the first part of the family was filled, and all six when the second was.
        Assert.Equal(
            [Line(1, 1 + 3), Line(2, 6 + 6)],
            Scrape.Lines(Registry).Where(line => line.Contains("a=\"_overflow\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_removed_overflow_series_is_not_found_again()
    {
        var families = new[]
        {
            Fill(Factory, idleTimeout: null),
            Fill(Factory.WithConstantLabels(("shard", "7")), TimeSpan.FromHours(1), "y"),
        };
        foreach (var family in families)
        {
            var typed = family.WithLabelTypes<(string, int)>();
            var overflow = family.WithLabels("new", "");
            Assert.Same(overflow, typed.WithLabels(("new", 1)));

            Assert.True(family.Remove("_overflow", "_overflow"));

            var next = typed.WithLabels(("new", 1));
            Assert.NotSame(overflow, next);
            Assert.Same(next, family.WithLabels("new", ""));
        }
    }

    private static void Check(IMetricFamily<ICounter> family, Func<IMetricFamily<ICounter>, ICounter> lookup)
    {
        Assert.Same(family.WithLabels("never", "never"), lookup(family));
        Assert.Equal(0, Allocations.OfThousandCalls(() => lookup(family).Inc()));
    }

    private static IMetricFamily<ICounter> Fill(IMetricFactory factory, TimeSpan? idleTimeout, string name = "x")
    {
        var family = factory.CreateCounter(
            $"{name}_total", "", ["a", "b"], new CounterOptions { SeriesLimit = Limit, IdleTimeout = idleTimeout });
        // One with the replacement character, so that an ill-formed value might be in the family.
        for (var i = 0; i <= Limit; i++)
        {
            family.WithLabels($"{i}", i == 2 ? "\uFFFD" : "").Inc();
        }

        return family;
    }

    private void CheckTyped<TLabel>(params TLabel[] values)
        where TLabel : notnull
    {
        var name = $"of_{typeof(TLabel).Name}_total";
        foreach (var (factory, suffix) in new[] { (Factory, ""), (Factory.WithConstantLabels(("shard", "7")), "2") })
        {
            var untyped = factory.CreateCounter($"{name[..^6]}{suffix}_total", "", ["a"], new CounterOptions { SeriesLimit = 1 });
            var family = untyped.WithLabelTypes<TLabel>();
            untyped.WithLabels("known");
            var overflow = untyped.WithLabels("never");
            foreach (var value in values)
            {
                Assert.Same(overflow, family.WithLabels(value));
                Assert.Equal(0, Allocations.OfThousandCalls(() => family.WithLabels(value).Inc()));
            }
        }
    }
}
