using PrometheusMetrics.Collection;
using PrometheusMetrics.Exposition;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments;

/// <summary>Observable metrics of factories whose constant labels have other values share their name, as other instruments do.</summary>
public class SharedObservableTests : EngineTest
{
    [Fact]
    public void Other_values_of_the_constant_labels_are_other_series_of_one_metric()
    {
        using var mail = Queue("mail").CreateObservableGauge("length", "Waiting.", () => 1);
        using var print = Queue("print").CreateObservableGauge("length", "Waiting.", () => 2);
        using var other = Factory.CreateObservableGauge("a_length", "", () => 3);

        Assert.Equal(["a_length 3", "length{queue=\"mail\"} 1", "length{queue=\"print\"} 2"], Scrape.Lines(Registry));
        Assert.Equal(2, Registry.GetSampleValue("length", ("queue", "print")));
        Assert.Equal(
            ["# HELP length Waiting.", "# TYPE length gauge", "length{queue=\"mail\"} 1", "length{queue=\"print\"} 2"],
            Scrape.Lines(Registry, ExpositionFormat.Text).Where(line => line.Contains("length") && !line.Contains("a_length")));
    }

    [Fact]
    public void Labels_of_their_own_follow_the_constant_ones()
    {
        using var mail = Queue("mail").CreateObservableCounter("sent", "", ["to"], report =>
        {
            report(1, "a");
            report(2, "b");
        });
        using var none = Queue("none").CreateObservableCounter("sent", "", ["to"], _ => { });
        using var print = Queue("print").CreateObservableCounter("sent", "", ["to"], report => report(3, "a"));

        Assert.Equal(
            [
                "sent_total{queue=\"mail\",to=\"a\"} 1", "sent_total{queue=\"mail\",to=\"b\"} 2", "sent_total{queue=\"print\",to=\"a\"} 3",
            ],
            Scrape.Lines(Registry));
    }

    // An empty value is a missing label to Prometheus, and still another one than a value.
    [Fact]
    public void An_empty_value_is_another_value()
    {
        using var empty = Queue("").CreateObservableGauge("length", "", () => 1);
        using var mail = Queue("mail").CreateObservableGauge("length", "", () => 2);

        Assert.Equal(["length{queue=\"\"} 1", "length{queue=\"mail\"} 2"], Scrape.Lines(Registry));
    }

    [Fact]
    public void The_same_values_are_refused_by_a_message_that_says_what_to_do()
    {
        using var first = Queue("mail").CreateObservableGauge("length", "", () => 1);

        var refusal = Assert.Throws<InvalidOperationException>(() => Queue("mail").CreateObservableGauge("length", "", () => 2));

        Assert.Equal(
            "An observable metric 'length' with the constant labels queue=\"mail\" exists already and has not been disposed. "
                + "Create it once, in a singleton or a hosted service: a scoped or transient class creates it again for each instance. "
                + "Or dispose the existing one before: the method that creates it returns an IDisposable.",
            refusal.Message);
        Assert.Equal(["length{queue=\"mail\"} 1"], Scrape.Lines(Registry));
    }

    [Fact]
    public void The_disposal_of_one_leaves_the_others()
    {
        var mail = Queue("mail").CreateObservableGauge("length", "", () => 1);
        var print = Queue("print").CreateObservableGauge("length", "", () => 2);

        mail.Dispose();
        mail.Dispose();
        Assert.Equal(["length{queue=\"print\"} 2"], Scrape.Lines(Registry));

        using var again = Queue("mail").CreateObservableGauge("length", "", () => 3);
        mail.Dispose();
        Assert.Equal(3, Registry.GetSampleValue("length", ("queue", "mail")));
        Assert.Equal(2, Registry.GetSampleValue("length", ("queue", "print")));

        again.Dispose();
        print.Dispose();
        Assert.Empty(Scrape.Lines(Registry));
        Factory.CreateCounter("length", "").Inc();
        Assert.Equal(["length_total 1"], Scrape.Lines(Registry));
    }

    // With so many that an unstable sort would change the order.
    [Fact]
    public void The_series_are_in_the_order_of_creation()
    {
        string[] queues = [.. Enumerable.Range(0, 100).Select(i => $"{i * 37 % 100}")];
        var all = queues.Select(queue => Queue(queue).CreateObservableGauge("length", "", () => 1)).ToList();
        using var other = Factory.CreateObservableGauge("a", "", () => 1);

        Assert.Equal(["a 1", .. queues.Select(queue => $"length{{queue=\"{queue}\"}} 1")], Scrape.Lines(Registry));
        all.ForEach(one => one.Dispose());
    }

    // R-034
    [Fact]
    public void A_callback_that_throws_loses_its_own_series_only()
    {
        using var broken = Queue("broken").CreateObservableGauge("length", "", () => throw new InvalidOperationException());
        using var whole = Queue("whole").CreateObservableGauge("length", "", () => 1);
        using var illegal = Queue("illegal").CreateObservableGauge("length", "", ["a"], report => report(1), unit: "meters");
        using var legal = Queue("legal").CreateObservableGauge("length", "", ["a"], report => report(1, "x"), unit: "meters");

        Assert.Equal(
            [
                "length{queue=\"whole\"} 1",
                "length_meters{queue=\"legal\",a=\"x\"} 1",
                "metrics_collector_errors_total{collector=\"length\"} 1",
                "metrics_collector_errors_total{collector=\"length_meters\"} 1",
            ],
            Scrape.Lines(Registry));
    }

    [Fact]
    public void A_part_of_a_scrape_has_all_series()
    {
        using var mail = Queue("mail").CreateObservableGauge("length", "", () => 1);
        using var print = Queue("print").CreateObservableGauge("length", "", () => 2);
        using var other = Factory.CreateObservableGauge("other", "", () => 3);
        var visitor = new RecordingVisitor();
        using var reader = Registry.Read(new() { Names = new HashSet<string> { "length" } });
        while (reader.Read(visitor))
        {
        }

        Assert.Equal(["length{queue=\"mail\"} 1", "length{queue=\"print\"} 2"], visitor.Lines);
    }

    public static TheoryData<string> Differences => [.. Others.Keys];

    private static Dictionary<string, Func<IMetricFactory, IDisposable>> Others => new()
    {
        ["type: \"gauge\" instead of \"counter\""] = factory => factory
            .WithConstantLabels(("queue", "b")).CreateObservable(MetricType.Counter, "length_total", "", [], report => report(1), null),
        ["help: \"\" instead of \"Other.\""] = factory => factory
            .WithConstantLabels(("queue", "b")).CreateObservableGauge("length_total", "Other.", () => 1),
        ["unit: \"\" instead of \"total\""] = factory => factory
            .WithConstantLabels(("queue", "b")).CreateObservableGauge("length", "", () => 1, unit: "total"),
        ["label names: \"queue\" instead of \"queue, a\""] = factory => factory
            .WithConstantLabels(("queue", "b")).CreateObservableGauge("length_total", "", ["a"], report => report(1, "")),
        ["label names: \"queue\" instead of \"\""] = factory => factory.CreateObservableGauge("length_total", "", () => 1),
        ["names of the constant labels: \"queue\" instead of \"\""] = factory => factory
            .CreateObservableGauge("length_total", "", ["queue"], report => report(1, "b")),
    };

    [Theory]
    [MemberData(nameof(Differences))]
    public void What_differs_in_more_is_refused(string difference)
    {
        using var first = Queue("a").CreateObservableGauge("length_total", "", () => 1);

        var refusal = Assert.Throws<InvalidOperationException>(() => Others[difference](Factory));

        Assert.StartsWith(
            $"'length_total' is already registered with another shape ({difference}). Registered: gauge length_total{{queue}}, help \"\", "
                + "observable. Requested: ",
            refusal.Message,
            StringComparison.Ordinal);
        Assert.Equal(["length_total{queue=\"a\"} 1"], Scrape.Lines(Registry));
    }

    [Fact]
    public void The_names_that_suffixes_form_stay_reserved_until_the_last_one_is_disposed()
    {
        var mail = Queue("mail").CreateObservableCounter("sent", "", () => 1);
        var print = Queue("print").CreateObservableCounter("sent", "", () => 2);

        mail.Dispose();
        Assert.Throws<InvalidOperationException>(() => Factory.CreateGauge("sent_created", ""));

        print.Dispose();
        Factory.CreateGauge("sent_created", "");
    }

    [Fact]
    public void After_the_registry_is_disposed_nothing_remains_of_what_was_refused()
    {
        using var mail = Queue("mail").CreateObservableGauge("length", "", () => 1);
        Registry.Dispose();

        Assert.Throws<ObjectDisposedException>(() => Queue("print").CreateObservableGauge("length", "", () => 2));
        Assert.Throws<ObjectDisposedException>(() => Queue("print").CreateObservableGauge("length", "", () => 2));
        Assert.Equal(["length{queue=\"mail\"} 1"], Scrape.Lines(Registry));
    }

    [Fact]
    public void They_come_and_go_while_others_scrape()
    {
        using var lasting = Queue("lasting").CreateObservableGauge("length", "", () => 1);
        ParallelRunner.Do(4, thread =>
        {
            for (var i = 0; i < 200; i++)
            {
                using (Queue($"{thread}").CreateObservableGauge("length", "", () => 2))
                using (Queue($"{thread}").CreateObservableGauge("passing", "", () => 3))
                {
                    var lines = Scrape.Lines(Registry);
                    Assert.Contains("length{queue=\"lasting\"} 1", lines);
                    Assert.Contains($"length{{queue=\"{thread}\"}} 2", lines);
                    Assert.Contains($"passing{{queue=\"{thread}\"}} 3", lines);
                }
            }
        });

        Assert.Equal(["length{queue=\"lasting\"} 1"], Scrape.Lines(Registry));
    }

    private IMetricFactory Queue(string queue) => Factory.WithConstantLabels(("queue", queue));
}
