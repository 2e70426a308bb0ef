using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Routing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore.HttpMetrics;

/// <summary>A dynamic route ends in an endpoint without a template: it is labelled with the action or page that answers.</summary>
public sealed class DynamicRouteTests
{
    [Theory]
    [InlineData("/dynamic/home/about", "/Home/About")]
    [InlineData("/dynamic/HOME/ABOUT", "/Home/About")]
    [InlineData("/dynamic/basket/show", "/Shop/Basket/Show")]
    [InlineData("/dynamic-page/catalog", "/Catalog")]
    [InlineData("/spa/a/b", "/Home/About")]
    [InlineData("/shop/a/b", "/Shop/Basket/Index")]
    [InlineData("/page/a/b", "/Catalog")]
    public async Task It_is_labelled_with_what_answers(string path, string route)
    {
        await using var app = await StartAsync();

        Assert.Equal(200, await app.GetStatusAsync(path));

        Assert.Equal([$"GET 200 '{route}' 1"], await app.CountedAsync());
    }

    [Fact]
    public async Task A_dynamic_route_that_finds_nothing_is_unmatched()
    {
        await using var app = await StartAsync();

        await app.GetStatusAsync("/dynamic/x/y");
        await app.GetStatusAsync("/dynamic/home/y");

        Assert.Equal(["GET 404 '' 2"], await app.CountedAsync());
    }

    private static Task<TestApp> StartAsync()
    {
        var builder = TestApp.CreateBuilder();
        builder.Services.AddControllersWithViews().AddApplicationPart(typeof(HomeController).Assembly);
        builder.Services.AddRazorPages();
        builder.Services.AddSingleton<Translator>();
        return TestApp.StartAsync(builder, app =>
        {
            app.UseHttpMetrics();
            app.MapDynamicControllerRoute<Translator>("dynamic/{name}/{action}");
            app.MapDynamicPageRoute<Translator>("dynamic-page/{name}");
            app.MapFallbackToController("/spa/{*rest}", "About", "Home");
            app.MapFallbackToAreaController("/shop/{*rest}", "Index", "Basket", "Shop");
            app.MapFallbackToPage("/page/{*rest}", "/Catalog");
        });
    }

    private sealed class Translator : DynamicRouteValueTransformer
    {
        public override ValueTask<RouteValueDictionary> TransformAsync(HttpContext httpContext, RouteValueDictionary values) => new(
            values["name"] switch
            {
                "catalog" => new RouteValueDictionary { ["page"] = "/Catalog" },
                "basket" => new RouteValueDictionary { ["area"] = "Shop", ["controller"] = "Basket", ["action"] = values["action"] },
                var name => new RouteValueDictionary { ["controller"] = name, ["action"] = values["action"] },
            });
    }
}
