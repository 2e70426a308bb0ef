using System.Reflection;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests;

/// <summary>A listener overrides the events that it wants, so that an event that is added later breaks none.</summary>
public class MetricDiagnosticsTests
{
    [Fact]
    public void Every_event_has_a_fallback() =>
        Assert.Empty(typeof(MetricDiagnostics)
            .GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            .Where(method => method.IsAbstract || !method.IsVirtual)
            .Select(method => method.Name));

    [Fact]
    public void A_listener_of_one_event_is_not_disturbed_by_the_others()
    {
        var listener = new RecoveriesOnly();
        using var registry = new MetricRegistry(new MetricRegistryOptions { Diagnostics = listener, SeriesLimit = 1 });
        var fails = true;
        registry.Register(new TestCollector([new MetricDescriptor(MetricType.Gauge, "x", "")], _ =>
        {
            if (fails)
            {
                throw new InvalidOperationException();
            }
        }));
        var family = new MetricFactory(registry).CreateCounter("y", "", "a");
        family.WithLabels("1").Inc();
        family.WithLabels("2").Inc();

        Scrape.From(registry);
        fails = false;
        Scrape.From(registry);

        Assert.Equal(["TestCollector"], listener.Recovered);
    }

    [Fact]
    public void A_listener_that_is_added_is_notified_beside_the_first_one_until_it_is_removed()
    {
        var (own, added) = (new RecordingDiagnostics(), new RecordingDiagnostics());
        using var registry = new MetricRegistry(new MetricRegistryOptions { Diagnostics = own, SeriesLimit = 2 });
        var factory = new MetricFactory(registry);
        var subscription = registry.AddDiagnostics(added);

        Exceed("a");
        subscription.Dispose();
        subscription.Dispose();
        Exceed("b");

        Assert.Equal(["limit a_total: 2", "limit b_total: 2"], own.Said);
        Assert.Equal(["limit a_total: 2"], added.Said);

        void Exceed(string name)
        {
            var family = factory.CreateCounter(name, "Help.", "label");
            family.WithLabels("1");
            family.WithLabels("2");
            family.WithLabels("3");
        }
    }

    [Fact]
    public void A_listener_that_throws_costs_the_others_no_event()
    {
        var added = new RecordingDiagnostics();
        using var registry = new MetricRegistry(new MetricRegistryOptions { Diagnostics = new Throwing() });
        using var subscription = registry.AddDiagnostics(added);
        registry.Register(new TestCollector([new MetricDescriptor(MetricType.Gauge, "x", "")], _ => throw new FormatException("broken")));

        Scrape.From(registry);

        Assert.Equal(["failed TestCollector: broken"], added.Said);
    }

    [Fact]
    public void A_listener_that_is_added_twice_is_notified_once_until_both_are_removed()
    {
        var listener = new RecordingDiagnostics();
        using var registry = new MetricRegistry(new MetricRegistryOptions { Diagnostics = listener, SeriesLimit = 2 });
        var factory = new MetricFactory(registry);
        var subscription = registry.AddDiagnostics(listener);

        Exceed("a");
        subscription.Dispose();
        Exceed("b");

        Assert.Equal(["limit a_total: 2", "limit b_total: 2"], listener.Said);

        void Exceed(string name)
        {
            var family = factory.CreateCounter(name, "Help.", "label");
            family.WithLabels("1");
            family.WithLabels("2");
            family.WithLabels("3");
        }
    }

    [Fact]
    public void A_listener_that_is_added_is_told_what_is_unconventional_about_earlier_and_later_metrics_once()
    {
        var listener = new RecordingDiagnostics();
        using var registry = new MetricRegistry();
        var factory = new MetricFactory(registry);
        factory.CreateGauge("earlierMs", "Help.");
        using var subscription = registry.AddDiagnostics(listener);
        factory.CreateGauge("laterMs", "Help.");
        registry.AddDiagnostics(listener).Dispose();

        Assert.Equal(["earlierMs", "laterMs"], listener.Linted.Select(line => line.Split(':')[0]));
    }

    [Fact]
    public void Null_is_no_listener() => Assert.Throws<ArgumentNullException>(() => new MetricRegistry().AddDiagnostics(null!));

    private sealed class Throwing : MetricDiagnostics
    {
        public override void CollectorFailed(string collector, Exception exception) => throw new IOException("The disk is full.");
    }

    private sealed class RecoveriesOnly : MetricDiagnostics
    {
        public List<string> Recovered { get; } = [];

        public override void CollectorRecovered(string collector) => Recovered.Add(collector);
    }
}
