using System.Net;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Pushgateway;
using PrometheusMetrics.Tests.Support;
using PrometheusMetrics.Tests.Support.Parsing;

namespace PrometheusMetrics.Tests.Pushgateway;

/// <summary>Names that are not legacy names, in pushes.</summary>
public class PushedNamesTests
{
    // a gateway before 1.11 reads no quoted names.
    [Fact]
    public async Task They_are_escaped_and_of_two_that_become_equal_the_later_is_left_out()
    {
        var log = new RecordingDiagnostics();
        using var registry = new MetricRegistry(new MetricRegistryOptions { NameValidation = NameValidation.Utf8, Diagnostics = log });
        var factory = new MetricFactory(registry);
        factory.CreateGauge("a.b", "Help.", "c.d").WithLabels("e.f").Set(1);
        factory.CreateGauge("a_b", "Help.").Set(2);
        var gateway = new StubHandler(HttpStatusCode.OK);
        using var http = new HttpClient(gateway);

        await new PushgatewayClient(http, new PushgatewayTarget("http://gateway:9091", "nightly")).PushAsync(registry);

        Assert.StartsWith(
            "# HELP a_b Help.\n# TYPE a_b gauge\na_b{c_d=\"e.f\"} 1\n# HELP metrics_families_left_out_total ",
            Assert.Single(gateway.Requests).Body,
            StringComparison.Ordinal);
        Assert.Equal(["left out a_b: a.b, Underscores"], log.Said);
    }

    // a gateway accepts such a name, and then every scrape of the gateway fails.
    [Fact]
    public async Task An_illegal_name_is_never_sent()
    {
        var illegal = new MetricDescriptor(MetricType.Gauge, "m g", "");
        using var registry = new MetricRegistry();
        registry.Register(new TestCollector([], visitor => visitor.ReportGauge(illegal, 1)));
        var gateway = new StubHandler(HttpStatusCode.OK);
        using var http = new HttpClient(gateway);

        Assert.Throws<ArgumentException>(() => registry.Register(new TestCollector([illegal], _ => { })));
        await new PushgatewayClient(http, new PushgatewayTarget("http://gateway:9091", "nightly")).PushAsync(registry);

        Assert.DoesNotContain("m g", Assert.Single(gateway.Requests).Body, StringComparison.Ordinal);
    }

    // in protobuf too, whatever the source accepts.
    [Theory]
    [InlineData(NameValidation.Legacy)]
    [InlineData(NameValidation.Utf8)]
    public async Task An_illegal_name_is_never_sent_in_protobuf(NameValidation validation)
    {
        var illegal = new MetricDescriptor(MetricType.Gauge, "m g", "", ["l b"]);
        using var registry = new MetricRegistry(new MetricRegistryOptions { NameValidation = validation });
        registry.Register(new TestCollector([], visitor => visitor.ReportGauge(illegal, 1, "a")));
        var gateway = new StubHandler(HttpStatusCode.OK);
        using var http = new HttpClient(gateway);

        await new PushgatewayClient(
            http,
            new PushgatewayTarget("http://gateway:9091", "nightly"),
            new PushgatewayClientOptions { Format = PushFormat.Protobuf }).PushAsync(registry);

        Assert.All(ProtobufReader.Parse(Assert.Single(gateway.Requests).Bytes), family =>
        {
            Assert.Matches("^[a-zA-Z_:][a-zA-Z0-9_:]*$", family.Name);
            Assert.All(family.Series.SelectMany(series => series.Labels), label => Assert.Matches("^[a-zA-Z_][a-zA-Z0-9_]*$", label.Name));
        });
    }
}
