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

    private sealed class RecoveriesOnly : MetricDiagnostics
    {
        public List<string> Recovered { get; } = [];

        public override void CollectorRecovered(string collector) => Recovered.Add(collector);
    }
}
