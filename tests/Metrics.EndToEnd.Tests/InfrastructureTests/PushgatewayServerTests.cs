using System.Net;
using PrometheusMetrics.EndToEnd.Infrastructure;

namespace PrometheusMetrics.EndToEnd.InfrastructureTests;

public sealed class PushgatewayServerTests
{
    [Fact]
    public async Task It_accepts_a_push_and_returns_it_as_a_page_and_as_a_group()
    {
        await using var gateway = await PushgatewayServer.StartAsync();

        await PutAsync(gateway, "# TYPE acme_queue_length gauge\nacme_queue_length{queue=\"mail\"} 7\n");

        Assert.Contains(
            "acme_queue_length{instance=\"\",job=\"batch\",queue=\"mail\"} 7", await gateway.MetricsAsync(), StringComparison.Ordinal);
        var group = Assert.Single(await gateway.GroupsAsync());
        Assert.True(group.LastPushSuccessful);
        Assert.Equal("batch", group.Labels["job"]);
        Assert.Equal("GAUGE", group.Families["acme_queue_length"].GetProperty("type").GetString());
        Assert.Equal("7", group.Families["acme_queue_length"].GetProperty("metrics")[0].GetProperty("value").GetString());
    }

    [Fact]
    public async Task It_can_come_up_late_and_again_on_a_port_that_is_known_before()
    {
        using var port = new ReservedPort();
        using var client = LoopbackClient.Create(port.Address);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync("-/ready"));

        for (var start = 1; start <= 2; start++)
        {
            await using (var gateway = await PushgatewayServer.StartAsync(port))
            {
                Assert.Equal(port.Address, gateway.Address);
                await PutAsync(gateway, "acme_queue_length 7\n");
                Assert.Single(await gateway.GroupsAsync());
            }

            await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync("-/ready"));
        }
    }

    [Theory]
    [InlineData("trixie", "1.11.0")]
    [InlineData("sid", "1.11")]
    public async Task A_newer_one_accepts_names_of_other_characters_when_a_flag_says_so(string suite, string version)
    {
        await using var gateway = await PushgatewayServer.StartAsync(
            suite, port: null, protection: null, "--persistence.file=", "--push.enable-utf8-names");

        await PutAsync(gateway, "# TYPE \"acme.queue\" gauge\n{\"acme.queue\"} 7\n");

        Assert.True(Assert.Single(await gateway.GroupsAsync()).Families.ContainsKey("acme.queue"));
        Assert.Contains($"version=\"(version={version}", gateway.Output.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_protected_one_answers_those_only_who_trust_its_certificate_and_know_its_password()
    {
        using var protection = new GatewayProtection();
        await using var gateway = await PushgatewayServer.StartAsync(suite: null, port: null, protection, "--persistence.file=");
        await PutAsync(gateway, "acme_queue_length 7\n");

        protection.ChangePassword();
        using var refused = await gateway.Client.GetAsync("metrics");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);

        protection.RestorePassword();
        Assert.Single(await gateway.GroupsAsync());

        using var stranger = LoopbackClient.Create(gateway.Address);
        await Assert.ThrowsAsync<HttpRequestException>(() => stranger.GetAsync("metrics"));
    }

    [Fact]
    public async Task A_stopped_one_takes_connections_and_answers_when_it_goes_on()
    {
        await using var gateway = await PushgatewayServer.StartAsync();
        await gateway.SignalAsync(Signal.Stop);
        var answer = gateway.MetricsAsync();

        Assert.False(await Eventually.HappensAsync(() => answer.IsCompleted, TimeSpan.FromSeconds(0.2)));

        await gateway.SignalAsync(Signal.Cont);
        Assert.NotEmpty(await answer);
    }

    private static async Task PutAsync(PushgatewayServer gateway, string body)
    {
        using var content = new StringContent(body);
        using var response = await gateway.Client.PutAsync("metrics/job/batch", content);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
