using System.Net;
using PrometheusMetrics.EndToEnd.Infrastructure;

namespace PrometheusMetrics.EndToEnd.InfrastructureTests;

public sealed class FaultyGatewayTests
{
    [Fact]
    public async Task It_passes_requests_on_until_it_breaks_and_again_when_it_is_mended()
    {
        await using var server = await LoopbackServer.StartAsync("text/plain", "well");
        await using var faulty = new FaultyGateway(server.Address);
        using var client = LoopbackClient.Create(faulty.Address);
        Assert.Equal("well", await client.GetStringAsync(""));

        faulty.Break(Faults.Answer("503 Service Unavailable", "ill"));
        using var response = await client.PutAsync("", new StringContent("a body"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("ill", await response.Content.ReadAsStringAsync());

        faulty.Mend();
        Assert.Equal("well", await client.GetStringAsync(""));
        Assert.Equal(3, faulty.Requests);
    }

    [Fact]
    public async Task It_looks_at_the_headers_of_a_request_and_at_its_body()
    {
        await using var server = await LoopbackServer.StartAsync("text/plain", "well");
        await using var faulty = new FaultyGateway(server.Address);
        using var client = LoopbackClient.Create(faulty.Address);
        faulty.Break(Faults.RefuseChunks);

        using var known = await client.PutAsync("", new StringContent("a body"));
        using var chunked = new HttpRequestMessage(HttpMethod.Put, "") { Content = new StringContent("a body") };
        chunked.Headers.TransferEncodingChunked = true;
        using var refused = await client.SendAsync(chunked);

        Assert.Equal(HttpStatusCode.OK, known.StatusCode);
        Assert.Equal(HttpStatusCode.LengthRequired, refused.StatusCode);
    }

    [Fact]
    public async Task A_request_that_hangs_ends_when_it_is_mended()
    {
        await using var server = await LoopbackServer.StartAsync("text/plain", "well");
        await using var faulty = new FaultyGateway(server.Address);
        using var client = LoopbackClient.Create(faulty.Address);
        faulty.Break(Faults.Hang);
        var hanging = client.PutAsync("", new StringContent("a body"));
        await Eventually.HoldsAsync("a request", () => Task.FromResult(faulty.Requests == 1));

        faulty.Mend();

        await Assert.ThrowsAsync<HttpRequestException>(() => hanging);
    }
}
