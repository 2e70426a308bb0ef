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

    private static async Task PutAsync(PushgatewayServer gateway, string body)
    {
        using var content = new StringContent(body);
        using var response = await gateway.Client.PutAsync("metrics/job/batch", content);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
