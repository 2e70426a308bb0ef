using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using PrometheusMetrics.AspNetCore;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore.HttpMetrics;

public sealed class AddressLabelsTests
{
    [Theory]
    [InlineData("shop.example", "shop.example")]
    [InlineData("Shop.Example:8443", "shop.example")]
    [InlineData("[::1]:80", "[::1]")]
    public async Task The_host_is_in_lower_case_and_without_the_port(string header, string host)
    {
        await using var app = await StartAsync(options => options.Host = true);

        await GetAsync(app, "/", header);
        await app.QuietAsync();

        Assert.Equal(1, app.Registry.FindSampleValue(Count, ("method", "GET"), ("status", "200"), ("route", "/"), ("host", host)));
    }

    [Fact]
    public async Task Hosts_of_requests_that_are_rejected_or_match_nothing_make_no_series()
    {
        var builder = TestApp.CreateBuilder(settings: ("AllowedHosts", "shop.example"));
        builder.Services.AddPrometheusMetrics().AddHttpMetrics(options => options.Host = true);
        await using var app = await TestApp.StartAsync(builder, app => app.MapGet("/", () => ""));

        for (var i = 0; i < 20; i++)
        {
            await GetAsync(app, "/", $"evil{i}.example");
            await GetAsync(app, $"/nothing{i}", "shop.example");
        }

        await app.QuietAsync();

        Assert.Equal(20, app.Registry.FindSampleValue(Count, ("method", "GET"), ("status", "400"), ("route", ""), ("host", "")));
        Assert.Equal(20, app.Registry.FindSampleValue(Count, ("method", "GET"), ("status", "404"), ("route", ""), ("host", "")));
    }

    [Fact]
    public async Task The_port_is_that_of_the_connection_and_not_that_of_the_header()
    {
        await using var app = await StartAsync(options => options.Port = true);

        await GetAsync(app, "/", "shop.example:9464");
        await app.QuietAsync();

        var port = app.Address.Port.ToString(CultureInfo.InvariantCulture);
        Assert.Equal(1, app.Registry.FindSampleValue(Count, ("method", "GET"), ("status", "200"), ("route", "/"), ("port", port)));
    }

    [Fact]
    public async Task A_connection_without_a_port_has_none()
    {
        var builder = TestApp.CreateBuilder();
        builder.WebHost.UseTestServer();
        await using var app = await TestApp.StartAsync(builder, app =>
        {
            app.UseHttpMetrics(options => options.Port = true);
            app.MapGet("/", () => "");
        });

        await app.GetStatusAsync("/");
        await app.QuietAsync();

        Assert.Equal(1, app.Registry.FindSampleValue(Count, ("method", "GET"), ("status", "200"), ("route", "/"), ("port", "")));
    }

    private const string Count = "http_request_duration_seconds_count";

    private static Task<TestApp> StartAsync(Action<HttpMetricsOptions> configure) => TestApp.StartAsync(app =>
    {
        app.UseHttpMetrics(configure);
        app.MapGet("/", () => "");
    });

    private static async Task GetAsync(TestApp app, string path, string host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Host", host } } };
        using var response = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
