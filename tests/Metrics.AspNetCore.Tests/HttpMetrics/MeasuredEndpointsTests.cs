using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Constraints;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using PrometheusMetrics.AspNetCore;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore.HttpMetrics;

/// <summary>R-261: the route is a template, never what the client wrote.</summary>
public sealed class MeasuredEndpointsTests
{
    [Theory]
    [InlineData("/", "/")]
    [InlineData("/orders/17", "/orders/{id}")]
    [InlineData("/ORDERS/17?user=8", "/orders/{id}")]
    [InlineData("/no-slash/x", "/no-slash/{name}")]
    [InlineData("/typed/17", "/typed/{id:int:min(1)}")]
    [InlineData("/files/report.pdf", "/files/{name}.{extension?}")]
    [InlineData("/files/report", "/files/{name}.{extension?}")]
    [InlineData("/optional", "/optional/{page=1}")]
    [InlineData("/tree/a/b/c", "/tree/{*path}")]
    [InlineData("/v2/shops/berlin/items/3", "/v2/shops/{shop}/items/{item}")]
    [InlineData("/tilde/7", "/tilde/{id}")]
    [InlineData("/group/17", "/group/{id:regex(^[0-9]{{2}}$)}")]
    [InlineData("/home/~/me", "/home/~/{user}")]
    [InlineData("/trailing/7", "/trailing/{id}")]
    [InlineData("/list/", "/list")]
    public async Task A_minimal_api_is_labelled_with_its_template(string path, string route)
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.UseHttpMetrics();
            app.MapGet("/", () => "");
            app.MapGet("/orders/{id}", (string id) => id);
            app.MapGet("no-slash/{name}", (string name) => name);
            app.MapGet("/typed/{id:int:min(1)}", (int id) => id);
            app.MapGet("/files/{name}.{extension?}", (string name) => name);
            app.MapGet("/optional/{page=1}", (int page) => page);
            app.MapGet("/tree/{*path}", (string path) => path);
            app.MapGroup("/v2").MapGroup("/shops/{shop}/").MapGet("/items/{item}", (string shop, string item) => shop + item);
            app.MapGet("~/tilde/{id}", (string id) => id);
            app.MapGroup("~/group").MapGet("~/{id:regex(^[0-9]{{2}}$)}", (string id) => id);
            app.MapGet("/home/~/{user}", (string user) => user);
            app.MapGet("/trailing/{id}/", (string id) => id);
            app.MapGroup("/list").MapGet("/", () => "");
        });

        Assert.Equal(200, await app.GetStatusAsync(path));

        Assert.Equal([$"GET 200 '{route}' 1"], await app.CountedAsync());
    }

    [Theory]
    [InlineData("/", "/Home/Index/{id?}")]
    [InlineData("/Home", "/Home/Index/{id?}")]
    [InlineData("/Home/Index/5", "/Home/Index/{id?}")]
    [InlineData("/hOmE/iNdEx/5", "/Home/Index/{id?}")]
    [InlineData("/Home/About", "/Home/About/{id?}")]
    [InlineData("/Shop/Basket", "/Shop/Basket/Index/{id?}")]
    [InlineData("/shop/basket/show/3", "/Shop/Basket/Show/{id?}")]
    [InlineData("/api/orders/17", "/api/Orders/{id:int}")]
    [InlineData("/rooted/x", "/rooted/{name?}")]
    [InlineData("/catalog/7", "/Catalog/{id?}")]
    [InlineData("/catalog", "/Catalog/{id?}")]
    [InlineData("/short/home/about", "/short/Home/About")]
    public async Task Mvc_and_pages_are_labelled_with_controller_and_action_filled_in(string path, string route)
    {
        await using var app = await StartMvcAsync();

        Assert.Equal(200, await app.GetStatusAsync(path));

        Assert.Equal([$"GET 200 '{route}' 1"], await app.CountedAsync());
    }

    [Fact]
    public async Task An_action_that_does_not_exist_is_unmatched()
    {
        await using var app = await StartMvcAsync();

        await app.GetStatusAsync("/Home/Nothing");
        await app.GetStatusAsync("/Nobody/Index");
        await app.GetStatusAsync("/api/orders/not-a-number");

        Assert.Equal(["GET 404 '' 3"], await app.CountedAsync());
    }

    [Fact]
    public async Task Each_fallback_is_one_route()
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.UseHttpMetrics();
            app.MapFallback("/docs/{**page}", () => "docs");
            app.MapFallback(() => "everything else");
        });

        await app.GetStatusAsync("/docs/a/b");
        await app.GetStatusAsync("/x/1");
        await app.GetStatusAsync("/x/2");

        Assert.Equal(["GET 200 '/docs/{**page}' 1", "GET 200 '/{*path:nonfile}' 2"], await app.CountedAsync());
    }

    [Fact]
    public async Task A_thousand_unknown_paths_are_one_series()
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.UseHttpMetrics();
            app.MapGet("/orders/{id}", (string id) => id);
        });

        for (var i = 0; i < 1000; i++)
        {
            await app.GetStatusAsync($"/{RandomNumberGenerator.GetHexString(8)}/{i}?q={i}");
        }

        Assert.Equal(["GET 404 '' 1000"], await app.CountedAsync());
    }

    [Fact]
    public async Task Values_of_routes_are_no_labels()
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.UseHttpMetrics();
            app.MapGet("/orders/{id}", (string id) => id);
            app.MapGet("/{controller}/{action}/{area}/{page}", (string controller) => controller);
        });

        for (var i = 0; i < 20; i++)
        {
            await app.GetStatusAsync($"/orders/%22%0A%5C{i}");
            await app.GetStatusAsync($"/c{i}/a{i}/e{i}/p{i}");
        }

        Assert.Equal(["GET 200 '/orders/{id}' 20", "GET 200 '/{controller}/{action}/{area}/{page}' 20"], await app.CountedAsync());
    }

    [Fact]
    public async Task A_wrong_method_on_a_known_path_has_no_route()
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.UseHttpMetrics();
            app.MapGet("/orders/{id}", (string id) => id);
        });

        await app.GetStatusAsync("/orders/1", "DELETE");
        await app.GetStatusAsync("/orders/2", "DELETE");

        Assert.Equal(["DELETE 405 '' 2"], await app.CountedAsync());
    }

    [Theory]
    [InlineData("/orders/1", 204, "/orders/{id}")]
    [InlineData("/closed/1", 204, "")]
    public async Task A_preflight_has_the_route_that_allows_it(string path, int status, string route)
    {
        var builder = TestApp.CreateBuilder();
        builder.Services.AddCors(options => options.AddDefaultPolicy(policy => policy.AllowAnyOrigin().AllowAnyMethod()));
        await using var app = await TestApp.StartAsync(builder, app =>
        {
            app.UseHttpMetrics();
            app.UseRouting();
            app.UseCors();
            app.MapPut("/orders/{id}", (string id) => id).RequireCors();
            app.MapPut("/closed/{id}", (string id) => id);
        });
        using var request = new HttpRequestMessage(HttpMethod.Options, path);
        request.Headers.Add("Origin", "https://example.com");
        request.Headers.Add("Access-Control-Request-Method", "PUT");

        using var answer = await app.Client.SendAsync(request);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal([$"OPTIONS {status} '{route}' 1"], await app.CountedAsync());
    }

    [Fact]
    public async Task Versions_are_one_route()
    {
        var builder = TestApp.CreateBuilder();
#pragma warning disable AV0013 // Only minimal APIs have versions here; the controllers of other tests have none.
        builder.Services.AddApiVersioning();
#pragma warning restore AV0013
        await using var app = await TestApp.StartAsync(builder, app =>
        {
            app.UseHttpMetrics();
            var orders = app.NewVersionedApi().MapGroup("/v{version:apiVersion}/orders").HasApiVersion(1.0).HasApiVersion(2.0);
            orders.MapGet("/{id}", (string id) => id);
        });

        await app.GetStatusAsync("/v1/orders/7");
        await app.GetStatusAsync("/v2.0/orders/7");
        await app.GetStatusAsync("/v3/orders/7");

        Assert.Equal(["GET 200 '/v{version:apiVersion}/orders/{id}' 2", "GET 404 '' 1"], await app.CountedAsync());
    }

    [Fact]
    public async Task Without_any_endpoint_there_is_no_route()
    {
        await using var app = await TestApp.StartAsync(app => app.UseHttpMetrics().Run(context => context.Response.WriteAsync("hello")));

        await app.GetStatusAsync("/a");
        await app.GetStatusAsync("/b");

        Assert.Equal(["GET 200 '' 2"], await app.CountedAsync());
    }

    [Theory]
    [InlineData(true, "/orders/{id:int}/{name=x}/{*rest}")]
    [InlineData(false, "/raw/{id}")]
    public async Task A_pattern_without_text_of_its_own_is_put_together(bool withoutText, string route)
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.UseHttpMetrics();
            var pattern = withoutText
                ? RoutePatternFactory.Pattern(
                    RoutePatternFactory.Segment(RoutePatternFactory.LiteralPart("orders")),
                    RoutePatternFactory.Segment(
                        RoutePatternFactory.ParameterPart(
                            "id", null, RoutePatternParameterKind.Standard, RoutePatternFactory.ParameterPolicy("int"))),
                    RoutePatternFactory.Segment(RoutePatternFactory.ParameterPart("name", "x")),
                    RoutePatternFactory.Segment(RoutePatternFactory.ParameterPart("rest", null, RoutePatternParameterKind.CatchAll)))
                : RoutePatternFactory.Parse("raw/{id}");
            app.Map(pattern, () => "");
        });

        await app.GetStatusAsync(withoutText ? "/orders/1/y/z" : "/raw/1");

        Assert.Equal([$"GET 200 '{route}' 1"], await app.CountedAsync());
    }

    [Theory]
    [InlineData("/braces/{{x}}")]
    [InlineData("~/braces/{{x}}")]
    public void A_template_keeps_its_escapes(string template) =>
        Assert.Equal("/braces/{{x}}", Label(RoutePatternFactory.Parse(template)));

    [Theory]
    [InlineData("{controller}/{**rest}", "/Home/{**rest}")]
    [InlineData("{controller}/{*rest}", "/Home/{*rest}")]
    public void A_conventional_route_keeps_how_much_it_catches(string template, string route) => Assert.Equal(
        route,
        Label(RoutePatternFactory.Parse(
            template, defaults: null, parameterPolicies: null, requiredValues: new { controller = "Home" })));

    [Fact]
    public void A_constraint_that_has_no_text_is_left_out()
    {
        var parameter = RoutePatternFactory.ParameterPart(
            "id", null, RoutePatternParameterKind.Standard, RoutePatternFactory.ParameterPolicy(new IntRouteConstraint()));

        Assert.Equal("/orders/{id}", Label(RoutePatternFactory.Pattern(
            RoutePatternFactory.Segment(RoutePatternFactory.LiteralPart("orders")), RoutePatternFactory.Segment(parameter))));
    }

    [Fact]
    public void A_pattern_without_segments_is_the_root() => Assert.Equal("/", Label(RoutePatternFactory.Pattern()));

    private static string Label(RoutePattern pattern)
    {
        var endpoint = new RouteEndpoint(_ => Task.CompletedTask, pattern, order: 0, metadata: null, displayName: null);
        return new MeasuredEndpoints().Get(endpoint).Labels.Route;
    }

    private static Task<TestApp> StartMvcAsync()
    {
        var builder = TestApp.CreateBuilder();
        builder.Services.AddControllersWithViews().AddApplicationPart(typeof(HomeController).Assembly);
        builder.Services.AddRazorPages();
        return TestApp.StartAsync(builder, app =>
        {
            app.UseHttpMetrics();
            app.MapControllerRoute("areas", "{area:exists}/{controller=Home}/{action=Index}/{id?}");
            app.MapControllerRoute("short", "short/{controller}/{action}");
            app.MapControllerRoute("default", "{controller=Home}/{action=Index}/{id?}");
            app.MapRazorPages();
        });
    }
}
