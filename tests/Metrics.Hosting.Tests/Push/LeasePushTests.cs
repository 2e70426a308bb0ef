using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Hosting.Push;

/// <summary>The lease of a group.</summary>
public sealed class LeasePushTests
{
    [Fact]
    public async Task A_push_has_the_lease_of_its_gateway()
    {
        using var host = await PushingHost.StartAsync(("Endpoint", "http://gateway:9091"), ("Lease", "00:05:00"), ("Include", "nothing"));
        await host.StopAsync();

        Assert.True(Assert.Single(host.Gateway.Pushes).Has("metrics_push_lease_seconds 300"));
        Assert.Null(host.Host.Registry().FindSampleValue("metrics_push_lease_seconds"));
    }

    [Fact]
    public async Task Without_the_option_there_is_none()
    {
        using var host = await PushingHost.StartAsync(("Endpoint", "http://gateway:9091"));
        await host.StopAsync();

        Assert.DoesNotContain("lease", Assert.Single(host.Gateway.Pushes).Body, StringComparison.Ordinal);
    }
}
