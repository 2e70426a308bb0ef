using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore.HttpMetrics;

/// <summary>R-261: the prefix of a branch with routes of its own belongs to the route; a path base, which clients and proxies choose, does
/// not.</summary>
public sealed class MountTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Branches_with_the_same_template_are_routes_of_their_own(bool measuredFirst)
    {
        await using var app = await StartAsync(measuredFirst, app =>
        {
            app.Map("/shop", MapItems);
            app.Map("/admin", MapItems);
            app.MapGet("/items/{id}", (string id) => id);
        });

        await app.GetStatusAsync("/shop/items/1");
        await app.GetStatusAsync("/admin/items/1");
        await app.GetStatusAsync("/items/1");
        await app.GetStatusAsync("/shop");
        await app.GetStatusAsync("/admin/");

        Assert.Equal(
            [
                "GET 200 '/shop/items/{id}' 1", "GET 200 '/admin/items/{id}' 1", "GET 200 '/items/{id}' 1", "GET 200 '/shop' 1",
                "GET 200 '/admin' 1",
            ],
            await app.CountedAsync());
    }

    [Fact]
    public async Task The_letters_of_the_client_make_no_series()
    {
        await using var app = await StartAsync(true, app => app.Map("/Shop", MapItems));

        await app.GetStatusAsync("/SHOP/items/1");
        await app.GetStatusAsync("/shop/ITEMS/2");
        await app.GetStatusAsync("/sHoP/items/3");

        Assert.Equal(["GET 200 '/shop/items/{id}' 3"], await app.CountedAsync());
    }

    [Fact]
    public async Task Nested_branches_have_both_prefixes()
    {
        await using var app = await StartAsync(true, app => app.Map("/a", a => a.Map("/b", MapItems)));

        await app.GetStatusAsync("/a/b/items/1");

        Assert.Equal(["GET 200 '/a/b/items/{id}' 1"], await app.CountedAsync());
    }

    [Fact]
    public async Task What_no_route_of_a_branch_matches_has_no_route()
    {
        await using var app = await StartAsync(true, app => app.Map("/shop", MapItems));

        await app.GetStatusAsync("/shop/nothing");
        await app.GetStatusAsync("/shop/items/1", "DELETE");

        Assert.Equal(["GET 404 '' 1", "DELETE 405 '' 1"], await app.CountedAsync());
    }

    [Fact]
    public async Task A_branch_by_condition_has_no_prefix()
    {
        await using var app = await StartAsync(true, app => app.MapWhen(context => context.Request.Query.ContainsKey("x"), MapItems));

        await app.GetStatusAsync("/items/1?x");

        Assert.Equal(["GET 200 '/items/{id}' 1"], await app.CountedAsync());
    }

    [Fact]
    public async Task A_branch_after_the_routing_has_the_template_of_the_application()
    {
        await using var app = await StartAsync(true, app =>
        {
            app.UseRouting();
            app.MapGet("/shop/items/{id}", (string id) => id);
            app.Map("/shop", shop => shop.UseEndpoints(_ => { }));
        });

        await app.GetStatusAsync("/shop/items/1");

        Assert.Equal(["GET 200 '/shop/items/{id}' 1"], await app.CountedAsync());
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task A_path_base_is_no_prefix(bool measuredFirst, bool explicitRouting)
    {
        await using var app = await StartAsync(measuredFirst, app =>
        {
            app.UsePathBase("/base");
            if (explicitRouting)
            {
                app.UseRouting();
            }

            app.MapGet("/items/{id}", (string id) => id);
            app.MapGet("/plain", context => context.Response.WriteAsync("plain"));
            app.MapGroup("/group").MapGet("/{id}", (string id) => id);
            app.MapControllers();
            app.MapRazorPages();
        });

        foreach (var path in (string[])["/items/1", "/plain", "/group/1", "/api/orders/1", "/catalog/1"])
        {
            Assert.Equal(200, await app.GetStatusAsync("/base" + path));
            Assert.Equal(200, await app.GetStatusAsync(path));
        }

        Assert.Equal(
            [
                "GET 200 '/items/{id}' 2", "GET 200 '/plain' 2", "GET 200 '/group/{id}' 2", "GET 200 '/api/Orders/{id:int}' 2",
                "GET 200 '/Catalog/{id?}' 2",
            ],
            await app.CountedAsync());
    }

    [Fact]
    public async Task A_forwarded_prefix_makes_no_series()
    {
        await using var app = await StartAsync(true, app =>
        {
            app.UseForwardedHeaders(new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.All });
            app.Map("/shop", MapItems);
        });

        for (var i = 0; i < 3; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/shop/items/1");
            request.Headers.Add("X-Forwarded-For", "203.0.113.7");
            request.Headers.Add("X-Forwarded-Prefix", $"/prefix{i}");
            using var answer = await app.Client.SendAsync(request);
            Assert.Equal($"/prefix{i}/shop", await answer.Content.ReadAsStringAsync());
        }

        Assert.Equal(["GET 200 '/shop/items/{id}' 3"], await app.CountedAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_name_of_a_tenant_is_never_in_a_label(bool measuredFirst)
    {
        await using var app = await StartAsync(measuredFirst, app =>
        {
            app.Use(MoveFirstSegment);
            app.UseRouting();
            app.MapGet("/orders/{id}", (string id) => id);
        });

        for (var i = 0; i < 50; i++)
        {
            Assert.Equal(200, await app.GetStatusAsync($"/tenant{i}/orders/{i}"));
        }

        Assert.Equal(["GET 200 '/orders/{id}' 50"], await app.CountedAsync());
    }

    [Fact]
    public async Task In_front_of_a_branch_only_what_does_not_vary_is_a_prefix()
    {
        await using var app = await StartAsync(true, app =>
        {
            app.Use(MoveFirstSegment);
            app.Map("/shop", MapItems);
        });

        for (var i = 0; i < 50; i++)
        {
            Assert.Equal(200, await app.GetStatusAsync($"/tenant{i}/shop/items/{i}"));
        }

        Assert.Equal(["GET 200 '/tenant0/shop/items/{id}' 1", "GET 200 '/shop/items/{id}' 49"], await app.CountedAsync());
    }

    [Fact]
    public async Task Branches_that_are_made_for_tenants_make_no_series_without_end()
    {
        await using var app = await StartAsync(true, app =>
        {
            for (var i = 0; i < 100; i++)
            {
                app.Map($"/tenant{i}", MapItems);
            }
        });

        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(200, await app.GetStatusAsync($"/tenant{i}/items/1"));
        }

        var counted = await app.CountedAsync();
        Assert.Equal(33, counted.Count);
        Assert.Contains("GET 200 '/items/{id}' 68", counted);
    }

    [Fact]
    public async Task A_rewritten_path_is_no_prefix()
    {
        await using var app = await StartAsync(true, app =>
        {
            app.Use((context, next) =>
            {
                context.Request.Path = context.Request.Path.Value!["/old".Length..];
                return next(context);
            });
            app.Map("/shop", MapItems);
            app.MapWhen(_ => true, MapItems);
        });

        Assert.Equal(200, await app.GetStatusAsync("/old/items/1"));

        Assert.Equal(["GET 200 '/items/{id}' 1"], await app.CountedAsync());
    }

    private static Task MoveFirstSegment(HttpContext context, RequestDelegate next)
    {
        var path = context.Request.Path.Value!;
        var length = path.IndexOf('/', 1);
        context.Request.PathBase = context.Request.PathBase.Add(path[..length]);
        context.Request.Path = path[length..];
        return next(context);
    }

    private static void MapItems(IApplicationBuilder branch) => branch.UseRouting().UseEndpoints(routes =>
    {
        routes.MapGet("/items/{id}", (HttpContext context) => context.Request.PathBase.Value);
        routes.MapGet("/", () => "");
    });

    private static Task<TestApp> StartAsync(bool measuredFirst, Action<WebApplication> configure)
    {
        var builder = TestApp.CreateBuilder();
        builder.Services.AddControllersWithViews().AddApplicationPart(typeof(OrdersController).Assembly);
        builder.Services.AddRazorPages();
        if (measuredFirst)
        {
            builder.Services.AddPrometheusMetrics().AddHttpMetrics();
        }

        return TestApp.StartAsync(builder, app =>
        {
            if (!measuredFirst)
            {
                app.UseHttpMetrics();
            }

            configure(app);
        });
    }
}
