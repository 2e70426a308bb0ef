using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PrometheusMetrics.AspNetCore;
using PrometheusMetrics.Hosting;
using PrometheusMetrics.Tests.Support;

// The tests are about applications that call UseEndpoints, too.
#pragma warning disable ASP0014

namespace PrometheusMetrics.Tests.AspNetCore.Scraping;

/// <summary>An endpoint with a port of its own is found there, and nowhere else.</summary>
public sealed class PortOfItsOwnTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Metrics_are_on_the_private_port_only(bool withFallback)
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.UseHttpMetrics();
            app.MapMetrics("/metrics", OwnPort);
            if (withFallback)
            {
                app.MapFallback(() => "the application");
            }
        });
        app.Factory.CreateGauge("private", "").Set(1);

        Assert.Contains("private 1", await app.Client.GetStringAsync(app.MetricsAddress), StringComparison.Ordinal);
        using var answer = await app.Client.GetAsync(new Uri(app.Address, "metrics"));
        Assert.Equal(withFallback ? HttpStatusCode.OK : HttpStatusCode.NotFound, answer.StatusCode);
        Assert.DoesNotContain("private", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal([withFallback ? "GET 200 '/{*path:nonfile}' 1" : "GET 404 '' 1"], await app.CountedAsync());
    }

    [Theory]
    [InlineData(false, 404)]
    [InlineData(true, 200)]
    public async Task A_forged_host_leads_to_nothing_but_the_application(bool withFallback, int status)
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.MapMetrics("/metrics", OwnPort);
            if (withFallback)
            {
                app.MapFallback(() => "the application");
            }
        });
        app.Factory.CreateGauge("private", "").Set(1);

        foreach (var host in new[] { "x", "localhost", "127.0.0.1" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
            request.Headers.Host = $"{host}:{app.MetricsAddress.Port}";
            using var answer = await app.Client.SendAsync(request);

            Assert.Equal(status, (int)answer.StatusCode);
            Assert.DoesNotContain("private", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("URLS")]
    [InlineData("HTTP_PORTS")]
    [InlineData("Kestrel:Endpoints")]
    [InlineData("app.Urls")]
    [InlineData("Listen")]
    public async Task The_addresses_of_the_application_stay(string source)
    {
        var builder = TestApp.CreateBuilder(settings: ("Prometheus:Endpoint:Port", "0"));
        builder.WebHost.UseSetting("URLS", source == "URLS" ? "http://127.0.0.1:0" : "");
        if (source == "HTTP_PORTS")
        {
            builder.WebHost.UseSetting("HTTP_PORTS", "0");
        }
        else if (source == "Kestrel:Endpoints")
        {
            builder.Configuration["Kestrel:Endpoints:Shop:Url"] = "http://127.0.0.1:0";
        }
        else if (source == "Listen")
        {
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        }

        await using var app = await TestApp.StartAsync(builder, app =>
        {
            if (source == "app.Urls")
            {
                app.Urls.Add("http://127.0.0.1:0");
            }

            app.MapGet("/", () => "the application");
            app.MapMetrics();
        });
        var address = new UriBuilder(Assert.Single(app.App.Urls)) { Host = "127.0.0.1" }.Uri;

        Assert.NotEqual(address.Port, app.MetricsAddress.Port);
        Assert.Equal("the application", await app.Client.GetStringAsync(address));
        Assert.Equal(404, await StatusAsync(app, new Uri(address, "metrics")));
        Assert.Equal(200, await StatusAsync(app, app.MetricsAddress));
        Assert.Equal(404, await StatusAsync(app, new Uri(app.MetricsAddress, "/")));
    }

    [Theory]
    [InlineData(null, 401)]
    [InlineData(TestScheme.Authorization, 200)]
    public async Task Authorization_holds_there(string? authorization, int status)
    {
        var builder = TestApp.CreateBuilder();
        TestScheme.AddTo(builder.Services);
        await using var app = await TestApp.StartAsync(builder, app => app.MapMetrics("/metrics", OwnPort).RequireAuthorization());

        Assert.Equal(status, await StatusAsync(app, app.MetricsAddress, authorization));
    }

    [Theory]
    [InlineData(false, null, 401)]
    [InlineData(false, TestScheme.Authorization, 200)]
    [InlineData(true, null, 200)]
    public async Task The_fallback_policy_of_the_application_holds_there(bool allowAnonymous, string? authorization, int status)
    {
        var builder = TestApp.CreateBuilder();
        TestScheme.AddTo(builder.Services);
        builder.Services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        await using var app = await TestApp.StartAsync(builder, app =>
        {
            var endpoint = app.MapMetrics("/metrics", OwnPort);
            if (allowAnonymous)
            {
                endpoint.AllowAnonymous();
            }
        });

        Assert.Equal(status, await StatusAsync(app, app.MetricsAddress, authorization));
        Assert.Equal(authorization is null ? 401 : 404, await StatusAsync(app, new Uri(app.MetricsAddress, "/other"), authorization));
    }

    [Fact]
    public async Task A_policy_has_the_services_of_its_request()
    {
        var builder = TestApp.CreateBuilder();
        TestScheme.AddTo(builder.Services);
        builder.Services.AddHttpContextAccessor().AddScoped<OfRequest>();
        await using var app = await TestApp.StartAsync(builder, app => app.MapMetrics("/metrics", OwnPort).RequireAuthorization(
            policy => policy.RequireAssertion(authorization =>
                authorization.Resource is HttpContext { RequestServices: var services } context
                && services.GetRequiredService<IHttpContextAccessor>().HttpContext == context
                && services.GetRequiredService<OfRequest>() == services.GetRequiredService<OfRequest>())));

        Assert.Equal(200, await StatusAsync(app, app.MetricsAddress));
    }

    [Fact]
    public async Task An_authorization_that_the_application_does_not_have_is_refused_at_start()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRouting().AddPrometheusMetrics(
            options => (options.ProcessMetrics, options.RuntimeMetrics) = (false, RuntimeMetricGroups.None));
        await using var app = builder.Build();
        app.MapMetrics("/metrics", OwnPort).RequireAuthorization();

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => app.StartAsync(TestContext.Current.CancellationToken));

        Assert.Equal(
            "MapMetrics(\"/metrics\") requires authorization, but the application has none: add " +
            "'builder.Services.AddAuthorization();' before the application is built.",
            refusal.Message);
    }

    [Fact]
    public async Task A_script_of_another_site_may_ask_there()
    {
        var builder = TestApp.CreateBuilder();
        builder.Services.AddCors();
        await using var app = await TestApp.StartAsync(builder, app => app.MapMetrics("/metrics", OwnPort)
            .RequireCors(policy => policy.WithOrigins("https://status.example")));
        using var request = new HttpRequestMessage(HttpMethod.Get, app.MetricsAddress);
        request.Headers.Add("Origin", "https://status.example");

        using var answer = await app.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(["https://status.example"], answer.Headers.GetValues("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Endpoints_of_one_port_share_its_listener()
    {
        using var registry = new MetricRegistry();
        new MetricFactory(registry).CreateGauge("batch", "").Set(1);
        await using var app = await TestApp.StartAsync(app =>
        {
            app.MapMetrics();
            app.MapMetrics("/metrics", OwnPort);
            app.MapMetrics("/metrics/batch", registry, OwnPort);
        });

        Assert.Equal(["/metrics", "/metrics/batch"], app.MetricsAddresses.Select(address => address.AbsolutePath));
        Assert.Single(app.MetricsAddresses.Select(address => address.Port).Distinct());
        Assert.Equal(200, await app.GetStatusAsync("/metrics"));
        Assert.Equal(200, await StatusAsync(app, app.MetricsAddresses[0]));
        Assert.Contains("batch 1", await app.Client.GetStringAsync(app.MetricsAddresses[1]), StringComparison.Ordinal);
        Assert.Equal(404, await app.GetStatusAsync("/metrics/batch"));
    }

    [Fact]
    public async Task Two_endpoints_of_one_path_and_port_are_refused_at_start()
    {
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => TestApp.StartAsync(app =>
        {
            app.MapMetrics("/metrics", OwnPort);
            app.MapMetrics("/Metrics/", OwnPort);
        }));

        Assert.StartsWith("MapMetrics is called twice for '/metrics', ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_no_endpoint_of_the_application_and_the_line_at_start_has_its_address()
    {
        await using var app = await TestApp.StartAsync(app => app.MapMetrics("m", OwnPort));

        Assert.Empty(app.App.Services.GetRequiredService<EndpointDataSource>().Endpoints);
        Assert.Empty(((IEndpointRouteBuilder)app.App).DataSources);
        Assert.Contains(
            $" Endpoints: http://[::]:{app.MetricsAddress.Port}/m. ",
            Assert.Single(app.Log.Of("PrometheusMetrics.Hosting.StartupReport")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_scrapes_are_no_requests_of_the_application()
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.UseHttpMetrics();
            app.MapMetrics("/metrics", OwnPort);
        });

        await StatusAsync(app, app.MetricsAddress);
        await StatusAsync(app, new Uri(app.MetricsAddress, "/elsewhere"));

        Assert.Empty(await app.CountedAsync());
        Assert.DoesNotContain(app.Log.Lines, line => line.Message.StartsWith("Request starting", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_host_with_a_pipeline_in_its_startup_has_it_too()
    {
        using var host = new HostBuilder().ConfigureWebHost(web => web
            .UseKestrel()
            .UseUrls("http://127.0.0.1:0")
            .ConfigureServices(services => services.AddRouting().AddPrometheusMetrics())
            .Configure(app => app.UseRouting().UseEndpoints(endpoints => endpoints.MapMetrics("/metrics", OwnPort)))).Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient();

        var address = Assert.Single(host.Services.GetRequiredService<StartupReport>().Endpoints);
        var body = await client.GetStringAsync(
            new Uri(address.Replace("[::]", "127.0.0.1", StringComparison.Ordinal)), TestContext.Current.CancellationToken);

        Assert.Contains("process_start_time_seconds", body, StringComparison.Ordinal);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task The_port_is_closed_when_the_host_has_stopped()
    {
        Uri address;
        await using (var app = await TestApp.StartAsync(app => app.MapMetrics("/metrics", OwnPort)))
        {
            address = app.MetricsAddress;
        }

        using var client = new HttpClient();
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(address, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_port_is_closed_when_the_host_is_disposed_without_a_stop()
    {
        var builder = TestApp.CreateBuilder();
        var app = builder.Build();
        app.MapMetrics("/metrics", OwnPort);
        await app.StartAsync(TestContext.Current.CancellationToken);
        var address = Assert.Single(app.Services.GetRequiredService<StartupReport>().Endpoints).Replace("[::]", "127.0.0.1");
        await app.DisposeAsync();

        using var client = new HttpClient();
        await Assert.ThrowsAsync<HttpRequestException>(
            () => client.GetAsync(new Uri(address), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_branch_of_the_application_by_the_local_port_has_them_too(bool withFallback)
    {
        var builder = TestApp.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0", "http://127.0.0.1:0");
        var privatePort = 0;
        await using var app = await TestApp.StartAsync(builder, app =>
        {
            app.UseHttpMetrics();
            app.MapWhen(context => context.Connection.LocalPort == privatePort, metrics =>
            {
                metrics.Use((context, next) =>
                {
                    context.SetEndpoint(null);
                    return next(context);
                });
                metrics.UseRouting().UseEndpoints(endpoints => endpoints.MapMetrics());
            });
            if (withFallback)
            {
                app.MapFallback(() => "the application");
            }
        });
        app.Factory.CreateGauge("private", "").Set(1);
        var (publicAddress, privateAddress) = (new Uri(app.App.Urls.First()), new Uri(app.App.Urls.Last()));
        privatePort = privateAddress.Port;

        Assert.Contains("private 1", await app.Client.GetStringAsync(new Uri(privateAddress, "metrics")), StringComparison.Ordinal);
        using var answer = await app.Client.GetAsync(new Uri(publicAddress, "metrics"));
        Assert.Equal(withFallback ? HttpStatusCode.OK : HttpStatusCode.NotFound, answer.StatusCode);
        Assert.DoesNotContain("private", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal([withFallback ? "GET 200 '/{*path:nonfile}' 1" : "GET 404 '' 1"], await app.CountedAsync());
    }

    private static void OwnPort(MetricsEndpointOptions options) => options.Port = 0;

    private static async Task<int> StatusAsync(TestApp app, Uri address, string? authorization = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        using var answer = await app.Client.SendAsync(request);
        return (int)answer.StatusCode;
    }

    private sealed class OfRequest;
}
