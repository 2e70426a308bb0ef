using System.Net;
using PrometheusMetrics.Pushgateway;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Pushgateway;

public class VictoriaMetricsTargetTests : EngineTest
{
    private readonly StubHandler _server = new(HttpStatusCode.NoContent);

    public VictoriaMetricsTargetTests() => Factory.CreateGauge("x", "Help.", "kind").WithLabels("a").Set(3);

    [Theory]
    [InlineData("http://vm:8428", "http://vm:8428/api/v1/import/prometheus?extra_label=job=a")]
    [InlineData("vm:8428/", "http://vm:8428/api/v1/import/prometheus?extra_label=job=a")]
    [InlineData(
        "https://vm/insert/0/prometheus", "https://vm/insert/0/prometheus/api/v1/import/prometheus?extra_label=job=a")]
    public void The_path_of_the_endpoint_is_kept(string endpoint, string address) =>
        Assert.Equal(address, PushgatewayTarget.ForVictoriaMetrics(endpoint, "a").Address.AbsoluteUri);

    [Fact]
    public void Job_and_labels_are_in_the_query()
    {
        var target = PushgatewayTarget.ForVictoriaMetrics("http://u:secret@vm", "my job", ("zone", "a&b=c+ä/#"), ("instance", "i-1"));

        Assert.Equal(
            "http://vm/api/v1/import/prometheus?" +
            "extra_label=job=my%20job&extra_label=instance=i-1&extra_label=zone=a%26b%3Dc%2B%C3%A4%2F%23",
            target.Address.AbsoluteUri);
        Assert.Equal("Basic", target.Authorization?.Scheme);
    }

    [Fact]
    public void The_labels_are_checked_like_a_grouping_key()
    {
        Assert.Throws<ArgumentException>("job", () => PushgatewayTarget.ForVictoriaMetrics("vm", ""));
        Assert.Throws<ArgumentException>(() => PushgatewayTarget.ForVictoriaMetrics("vm", "a", ("job", "b")));
        Assert.Throws<ArgumentException>(() => PushgatewayTarget.ForVictoriaMetrics("vm", "a", ("x-y", "b")));
        Assert.Throws<ArgumentException>(() => PushgatewayTarget.ForVictoriaMetrics("vm", "a", ("x", "\ud800")));
    }

    [Fact]
    public async Task Each_push_is_a_POST_of_text()
    {
        await Client().PushAsync(Registry);
        await Client().PushAddAsync(Registry);

        Assert.Equal(["POST", "POST"], _server.Requests.Select(request => request.Method));
        Assert.All(
            _server.Requests,
            request => Assert.Equal("# HELP x Help.\n# TYPE x gauge\nx{kind=\"a\"} 3\n", request.Body));
    }

    [Fact]
    public async Task Nothing_can_be_deleted()
    {
        var refusal = await Assert.ThrowsAsync<NotSupportedException>(() => Client().DeleteAsync());

        Assert.StartsWith("VictoriaMetrics has no groups", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(_server.Requests);
    }

    [Fact]
    public void Protobuf_is_refused()
    {
        var refusal = Assert.Throws<ArgumentException>(() => new PushgatewayClient(
            new HttpClient(_server),
            PushgatewayTarget.ForVictoriaMetrics("vm", "a"),
            new PushgatewayClientOptions { Format = PushFormat.Protobuf }));

        Assert.StartsWith("VictoriaMetrics reads only text: set Format to Text.", refusal.Message, StringComparison.Ordinal);
    }

    // The server would replace its values.
    [Fact]
    public async Task A_label_that_the_push_adds_is_refused_in_a_series()
    {
        var client = new PushgatewayClient(new HttpClient(_server), PushgatewayTarget.ForVictoriaMetrics("vm", "a", ("kind", "b")));

        await Assert.ThrowsAsync<PushgatewayException>(() => client.PushAsync(Registry));

        Assert.Empty(_server.Requests);
    }

    [Fact]
    public async Task The_names_of_a_gateway_are_not_reserved()
    {
        Factory.CreateGauge("push_time_seconds", "").Set(1);

        await Client().PushAsync(Registry);

        Assert.Single(_server.Requests);
    }

    private PushgatewayClient Client() => new(new HttpClient(_server), PushgatewayTarget.ForVictoriaMetrics("vm", "a"));
}
