using System.Net;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Pushgateway;
using PrometheusMetrics.Streaming;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Pushgateway;

/// <summary>The lease that is pushed with a group.</summary>
public class LeasedSourceTests : EngineTest
{
    [Fact]
    public async Task A_push_has_the_lease_beside_the_metrics()
    {
        Factory.CreateGauge("a", "").Set(1);
        var gateway = new StubHandler(HttpStatusCode.OK);
        using var client = new PushgatewayClient(new HttpClient(gateway), new PushgatewayTarget("http://gateway", "job"));

        var without = await client.PushAsync(Registry);
        gateway.Requests.Clear();

        var result = await client.PushAsync(new LeasedSource(Registry, TimeSpan.FromMinutes(1.5)));

        Assert.Equal(without.Series + 1, result.Series);
        var lines = Assert.Single(gateway.Requests).Body!.Split('\n');
        Assert.Contains("# HELP metrics_push_lease_seconds How long the group is valid after its last push.", lines);
        Assert.Contains("# TYPE metrics_push_lease_seconds gauge", lines);
        Assert.Contains("metrics_push_lease_seconds 90", lines);
        Assert.Contains("a 1", lines);
    }

    [Fact]
    public void The_lease_is_not_in_the_source()
    {
        _ = new LeasedSource(Registry, TimeSpan.FromMinutes(1));

        Assert.Null(Registry.FindSampleValue("metrics_push_lease_seconds"));
    }

    // The gateway would refuse a body with the family twice.
    [Fact]
    public void A_family_of_the_same_name_is_left_out()
    {
        Factory.CreateGauge("metrics_push_lease_seconds", "").Set(7);
        Factory.CreateGauge("other", "").Set(8);
        Registry.Register(TestCollector.OfGauge("custom", 9));

        var visitor = Read(new LeasedSource(Registry, TimeSpan.FromMinutes(1)));

        Assert.Equal(60, visitor.Value("metrics_push_lease_seconds"));
        Assert.Equal(8, visitor.Value("other"));
        Assert.Equal(9, visitor.Value("custom"));
    }

    // Its escaped name is the same one.
    [Theory]
    [InlineData(NameValidation.Legacy, 1)]
    [InlineData(NameValidation.Utf8, 2)]
    public async Task A_family_that_is_escaped_to_the_same_name_is_left_out(NameValidation gateway, int families)
    {
        using var registry = new MetricRegistry(new MetricRegistryOptions { NameValidation = NameValidation.Utf8 });
        new MetricFactory(registry).CreateGauge("metrics.push.lease.seconds", "").Set(7);
        var handler = new StubHandler(HttpStatusCode.OK);
        using var client = new PushgatewayClient(new HttpClient(handler), new PushgatewayTarget("http://gateway", "job", gateway));

        await client.PushAsync(new LeasedSource(registry, TimeSpan.FromMinutes(1)));

        var lines = Assert.Single(handler.Requests).Body!.Split('\n');
        Assert.Equal(
            families,
            lines.Count(line => line.StartsWith("# TYPE", StringComparison.Ordinal) && line.Contains("lease", StringComparison.Ordinal)));
        Assert.Contains("metrics_push_lease_seconds 60", lines);
    }

    [Fact]
    public void A_request_for_some_families_gets_those()
    {
        Factory.CreateGauge("a", "").Set(1);
        Factory.CreateGauge("b", "").Set(1);
        var source = new LeasedSource(Registry, TimeSpan.FromMinutes(1));

        Assert.Equal(["a 1"], Read(source, new() { Names = new HashSet<string> { "a" } }).Lines);
        Assert.Equal(["b 1"], Read(source, new() { Filter = family => family.Name == "b" }).Lines);
    }

    [Fact]
    public void The_unit_of_a_lease_is_told() =>
        Assert.Equal("seconds", Read(new LeasedSource(Registry, TimeSpan.FromMinutes(1))).Find("metrics_push_lease_seconds")!.Unit);

    [Fact]
    public void An_inspection_sees_the_lease_and_reads_no_series()
    {
        Factory.CreateGauge("a", "").Set(1);
        using var reader = Assert.IsType<IInspectableReader>(
            new LeasedSource(Registry, TimeSpan.FromMinutes(1)).Read(), exactMatch: false);
        var visitor = new RecordingVisitor();

        reader.Inspect(visitor);

        Assert.Equal(60, visitor.Value("metrics_push_lease_seconds"));
        Assert.NotNull(visitor.Find("a"));
        Assert.Equal(0, reader.SeriesRead);
        reader.Read(new RecordingVisitor());
        Assert.Equal(1, reader.SeriesRead);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(365 * 86400)]
    public void A_lease_may_be_a_second_or_a_year(double seconds) =>
        Assert.Equal(
            seconds, Read(new LeasedSource(Registry, TimeSpan.FromSeconds(seconds))).Value("metrics_push_lease_seconds"));

    [Theory]
    [InlineData(0.999)]
    [InlineData(365 * 86400 + 1)]
    [InlineData(-1)]
    public void A_lease_has_a_range(double seconds) =>
        Assert.StartsWith(
            "The lease must be 1 second to 365 days. (Parameter 'lease')",
            Assert.Throws<ArgumentOutOfRangeException>(() => new LeasedSource(Registry, TimeSpan.FromSeconds(seconds))).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Null_is_refused() =>
        Assert.Throws<ArgumentNullException>("source", () => new LeasedSource(null!, TimeSpan.FromMinutes(1)));

    private static RecordingVisitor Read(LeasedSource source, CollectionRequest request = default)
    {
        var visitor = new RecordingVisitor();
        using var reader = source.Read(request);
        while (reader.Read(visitor))
        {
        }

        return visitor;
    }
}
