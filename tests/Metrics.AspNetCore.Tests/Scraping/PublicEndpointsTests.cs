using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore.Scraping;

/// <summary>Metrics that anyone can read who reaches the application are told once at start, in production.</summary>
public sealed class PublicEndpointsTests
{
    [Fact]
    public async Task One_line_has_all_endpoints_and_addresses()
    {
        var builder = TestApp.CreateBuilder();
        builder.WebHost.UseUrls("http://*:0", "http://127.0.0.1:0");
        await using var app = await TestApp.StartAsync(builder, app =>
        {
            app.MapMetrics();
            app.MapGroup("/internal").MapMetrics("/m");
            app.MapMetrics("/private", options => options.Port = 0);
        });

        var line = Assert.Single(Lines(app));
        Assert.Equal(LogLevel.Information, line.Level);
        Assert.Equal(
            $"The metrics can be read without authorization (/metrics, /internal/m) at {app.App.Urls.First()}. If clients outside of a " +
            "private network reach an address, set Prometheus:Endpoint:Port to serve the metrics at a port of their own, or call " +
            "MapMetrics().RequireAuthorization().",
            line.Message);
    }

    [Theory]
    [InlineData("Production", "http://*:0", true)]
    [InlineData("Production", "http://[::]:0", true)]
    [InlineData("Production", "http://0.0.0.0:0", true)]
    [InlineData("Production", "http://127.0.0.1:0", false)]
    [InlineData("Development", "http://*:0", false)]
    public async Task It_is_told_of_public_addresses_in_production(string environment, string url, bool isTold)
    {
        var builder = TestApp.CreateBuilder(environment);
        builder.WebHost.UseUrls(url);
        await using var app = await TestApp.StartAsync(builder, app => app.MapMetrics());

        Assert.Equal(isTold ? 1 : 0, Lines(app).Count());
    }

    // A machine without IPv6 cannot listen at some of them.
    [Theory]
    [InlineData("http://[::1]:80", false)]
    [InlineData("http://[::ffff:127.0.0.1]:80", false)]
    [InlineData("http://127.9.9.9:80", false)]
    [InlineData("http://LOCALHOST:80", false)]
    [InlineData("http://[2001:db8::1]:80", true)]
    [InlineData("http://192.0.2.1:80", true)]
    [InlineData("http://shop.example:80", true)]
    public async Task Only_loopback_addresses_are_private(string address, bool isTold)
    {
        var builder = TestApp.CreateBuilder();
        builder.Services.AddSingleton<IServer>(new AddressedServer(address));
        await using var app = await TestApp.StartAsync(builder, app => app.MapMetrics());

        Assert.Equal(isTold ? 1 : 0, Lines(app).Count());
    }

    [Fact]
    public async Task It_is_not_told_of_a_Unix_socket()
    {
        using var folder = new TemporaryFolder();
        var builder = TestApp.CreateBuilder();
        builder.WebHost.UseUrls($"http://unix:{folder["shop.sock"]}");
        await using var app = builder.Build();
        app.MapMetrics();
        await app.StartAsync(TestContext.Current.CancellationToken);

        Assert.Empty(app.Services.GetRequiredService<LogList>().Of("PrometheusMetrics.AspNetCore.ScrapeEndpoints"));
        await app.StopAsync(TestContext.Current.CancellationToken);
    }

    public static TheoryData<bool, Action<IEndpointConventionBuilder>, bool> Conventions => new()
    {
        { false, _ => { }, true },
        { false, endpoint => endpoint.RequireAuthorization(), false },
        { false, endpoint => endpoint.RequireAuthorization(new AuthorizeAttribute("ops")), false },
        { false, endpoint => endpoint.RequireAuthorization().AllowAnonymous(), true },
        { false, endpoint => endpoint.RequireHost("*:9464"), true },
        { true, _ => { }, false },
        { true, endpoint => endpoint.AllowAnonymous(), true },
    };

    [Theory]
    [MemberData(nameof(Conventions))]
    public async Task Only_authorization_is_a_protection(bool hasFallback, Action<IEndpointConventionBuilder> convene, bool isTold)
    {
        var builder = TestApp.CreateBuilder();
        builder.WebHost.UseUrls("http://*:0");
        TestScheme.AddTo(builder.Services);
        if (hasFallback)
        {
            builder.Services.AddAuthorizationBuilder()
                .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        }

        await using var app = await TestApp.StartAsync(builder, app => convene(app.MapMetrics()));

        Assert.Equal(isTold ? 1 : 0, Lines(app).Count());
    }

    [Fact]
    public async Task Policies_that_cannot_be_read_at_the_start_do_not_stop_it()
    {
        var builder = TestApp.CreateBuilder();
        builder.WebHost.UseUrls("http://*:0");
        TestScheme.AddTo(builder.Services);
        builder.Services.AddSingleton<IAuthorizationPolicyProvider, UnreachablePolicies>();

        await using var app = await TestApp.StartAsync(builder, app => app.MapMetrics());

        var line = Assert.Single(Lines(app));
        Assert.Equal((3, LogLevel.Debug), (line.Id, line.Level));
    }

    private sealed class UnreachablePolicies : IAuthorizationPolicyProvider
    {
        public Task<AuthorizationPolicy> GetDefaultPolicyAsync() => throw new TimeoutException();

        public Task<AuthorizationPolicy?> GetFallbackPolicyAsync() => throw new TimeoutException();

        public Task<AuthorizationPolicy?> GetPolicyAsync(string policyName) => throw new TimeoutException();
    }

    private static IEnumerable<LogList.LogLine> Lines(TestApp app) => app.Log.Of("PrometheusMetrics.AspNetCore.ScrapeEndpoints");
}
