using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using PrometheusMetrics.Hosting;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Hosting.Push;

/// <summary>Credentials, and connections of the application's own.</summary>
public sealed class PushConnectionTests
{
    private const string Name = "cobbler";
    private const string Password = "s3cret/äöü";

    private static readonly (string, string?) EndpointWithPassword = (
        "Endpoint", $"http://{Name}:{Uri.EscapeDataString(Password)}@gateway:9091/pgw/");

    [Theory]
    [InlineData(HttpStatusCode.OK)]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(null)]
    public async Task Credentials_of_the_endpoint_go_to_the_header_and_into_no_log(HttpStatusCode? answer) // R-356
    {
        using var host = await PushingHost.StartAsync(EndpointWithPassword, ("Interval", "01:00:00"));
        host.Gateway.Answer = _ =>
            answer is { } status ? Task.FromResult(FakeGateway.Status(status)) : throw new HttpRequestException("Connection refused");
        host.Clock.Advance(TimeSpan.FromHours(1));
        await host.AttemptsBecome(answer is HttpStatusCode.OK ? "success" : "failure", 1);

        await host.StopWhilePausesPassAsync();

        Assert.All(host.Gateway.Pushes, push =>
        {
            Assert.Equal(new Uri("http://gateway:9091/pgw/metrics/job/invoices"), push.Address);
            Assert.Equal("Basic", push.Authorization?.Scheme);
            Assert.Equal($"{Name}:{Password}", Encoding.UTF8.GetString(Convert.FromBase64String(push.Authorization?.Parameter ?? "")));
        });
        AssertSilent(host.Log.Text);
    }

    [Theory]
    [InlineData("ftp://cobbler:s3cret%2F@gateway")]
    [InlineData("http://cobbler:s3cret@gateway?x")]
    [InlineData("http://cobbler:s3cret@")]
    [InlineData("http://cobbler:s3cret@gateway:port")]
    public async Task Credentials_of_a_wrong_endpoint_are_not_shown(string endpoint)
    {
        using var host = PushingHost.Build(null, ("Endpoint", endpoint));

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => host.Host.StartAsync());

        AssertSilent(refusal.ToString());
        AssertSilent(host.Log.Text);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_applications_own_handler_is_used_wherever_it_is_registered(bool first)
    {
        var builder = Worker.CreateBuilder(("Prometheus:Pushgateway:Endpoint", "http://gateway:9091"));
        using var gateway = new FakeGateway();

        // A stop takes no time, however slow the machine is.
        builder.Services.AddSingleton<TimeProvider>(new TestTimeProvider());
        if (first)
        {
            builder.Services.AddHttpClient(PushgatewayOptions.HttpClientName).ConfigurePrimaryHttpMessageHandler(() => gateway);
        }

        builder.Services.AddPrometheusMetrics();
        if (!first)
        {
            builder.Services.AddHttpClient(PushgatewayOptions.HttpClientName).ConfigurePrimaryHttpMessageHandler(() => gateway);
        }

        using var host = builder.Build();
        await host.StartAsync();

        await host.StopAsync();

        Assert.Single(gateway.Pushes);
    }

    [Fact]
    public void Connections_follow_no_redirects_and_have_no_time_out_of_their_own() // R-348
    {
        var services = new ServiceCollection();
        services.AddPrometheusMetrics();
        using var provider = services.BuildServiceProvider();

        var handler = provider.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler(PushgatewayOptions.HttpClientName);
        while (handler is DelegatingHandler { InnerHandler: { } inner })
        {
            handler = inner;
        }

        Assert.False(Assert.IsType<SocketsHttpHandler>(handler).AllowAutoRedirect);
        Assert.Equal(
            Timeout.InfiniteTimeSpan,
            provider.GetRequiredService<IHttpClientFactory>().CreateClient(PushgatewayOptions.HttpClientName).Timeout);
    }

    private static void AssertSilent(string text)
    {
        Assert.DoesNotContain(Name, text, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", text, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Name}:{Password}")), text, StringComparison.Ordinal);
    }
}
