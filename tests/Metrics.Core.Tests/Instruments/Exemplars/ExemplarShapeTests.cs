namespace PrometheusMetrics.Tests.Instruments.Exemplars;

/// <summary>Other exemplar options result in another shape.</summary>
// R-007, R-008
public class ExemplarShapeTests : ExemplarTest
{
    [Fact]
    public void Another_interval_is_refused()
    {
        Counter(new ExemplarOptions { MinInterval = TimeSpan.FromSeconds(5) });

        Refused(() => Counter(), "counter x_total, help \"\", exemplars every 00:00:05.", "counter x_total, help \"\".");
        Refused(
            () => Counter(new ExemplarOptions { MinInterval = TimeSpan.Zero }),
            ", exemplars every 00:00:05.",
            ", exemplars every 00:00:00.");
    }

    [Fact]
    public void Another_word_on_activities_is_refused()
    {
        Histogram(1);

        Refused(() => Histogram(new ExemplarOptions { FromActivity = true }, 1), ", buckets 1.", ", buckets 1, exemplars from activities.");
    }

    [Fact]
    public void Another_word_on_activities_than_the_registrys_is_refused()
    {
        using var registry = new MetricRegistry(new MetricRegistryOptions { ExemplarsFromActivity = true });
        var factory = new MetricFactory(registry);
        factory.CreateCounter("x", "");

        Refused(
            () => factory.CreateCounter("x", "", new CounterOptions { Exemplars = new ExemplarOptions { FromActivity = false } }),
            "counter x_total, help \"\".",
            ", no exemplars from activities.");
    }

    [Fact]
    public void The_defaults_in_other_words_are_the_same_shape()
    {
        var counter = Counter();

        Assert.Same(counter, Counter(new ExemplarOptions()));
        Assert.Same(counter, Counter(new ExemplarOptions { FromActivity = false, MinInterval = TimeSpan.FromSeconds(1) }));
    }

    [Fact]
    public void What_is_changed_in_the_options_later_changes_nothing()
    {
        var options = new ExemplarOptions { MinInterval = TimeSpan.Zero };
        var counter = Counter(options);

        options.MinInterval = TimeSpan.FromHours(1);

        counter.IncWithExemplar(1, ("n", "1"));
        counter.IncWithExemplar(1, ("n", "2"));
        Assert.Equal($"2 # {{n=\"2\"}} 1 {Now}", Shown("x_total"));
    }

    [Fact]
    public void A_negative_interval_is_refused_also_where_the_name_exists()
    {
        Counter();

        Assert.Throws<ArgumentOutOfRangeException>("options", () => Counter(new ExemplarOptions { MinInterval = TimeSpan.FromTicks(-1) }));
    }

    private static void Refused(Func<object> create, string existing, string asked)
    {
        var halves = Assert.Throws<InvalidOperationException>(create).Message.Split(" Requested: ");

        Assert.Contains(existing, halves[0], StringComparison.Ordinal);
        Assert.Contains(asked, halves[1], StringComparison.Ordinal);
    }
}
