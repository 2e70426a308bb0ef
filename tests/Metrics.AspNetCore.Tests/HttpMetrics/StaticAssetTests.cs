using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.FileProviders;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore.HttpMetrics;

/// <summary>Files are one route, although each has an endpoint of its own with a name that changes at each deployment.</summary>
public sealed class StaticAssetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task All_static_assets_are_one_route()
    {
        await using var app = await StartAsync(app => app.MapStaticAssets(WriteManifest("site.css", "site.a1b2c3.css", "deep/app.js")));

        foreach (var path in (string[])["/site.css", "/site.a1b2c3.css", "/deep/app.js", "/SITE.css"])
        {
            Assert.Equal(200, await app.GetStatusAsync(path));
        }

        await app.GetStatusAsync("/other.css");

        Assert.Equal(["GET 200 '{static asset}' 4", "GET 404 '' 1"], await app.CountedAsync());
    }

    [Fact]
    public async Task The_static_assets_of_a_branch_are_the_same_route()
    {
        await using var app = await StartAsync(app => app.Map(
            "/shop", shop => shop.UseRouting().UseEndpoints(routes => routes.MapStaticAssets(WriteManifest("site.css")))));

        Assert.Equal(200, await app.GetStatusAsync("/shop/site.css"));

        Assert.Equal(["GET 200 '{static asset}' 1"], await app.CountedAsync());
    }

    [Fact]
    public async Task Files_without_endpoints_have_no_route()
    {
        Write("site.css");
        await using var app = await StartAsync(app => app.UseStaticFiles());

        Assert.Equal(200, await app.GetStatusAsync("/site.css"));

        Assert.Equal(["GET 200 '' 1"], await app.CountedAsync());
    }

    // In development, an endpoint for new files hands over to UseStaticFiles.
    [Fact]
    public async Task Files_that_are_not_in_the_manifest_have_no_route()
    {
        Write("new.css");
        await using var app = await StartAsync(
            app => app.MapStaticAssets(WriteManifest("site.css")), "Development", ("ReloadStaticAssetsAtRuntime", "true"));

        Assert.Equal(200, await app.GetStatusAsync("/site.css"));
        Assert.Equal(200, await app.GetStatusAsync("/new.css"));

        Assert.Equal(["GET 200 '{static asset}' 1", "GET 200 '' 1"], await app.CountedAsync());
    }

    // The endpoint sets itself to null, so that the middleware for files answers.
    [Theory]
    [InlineData(true, 200)]
    [InlineData(false, 404)]
    public async Task A_fallback_to_a_file_keeps_its_route(bool exists, int status)
    {
        if (exists)
        {
            Write("index.html");
        }

        await using var app = await StartAsync(app => app.MapFallbackToFile("index.html"));

        Assert.Equal(status, await app.GetStatusAsync("/orders/7"));
        Assert.Equal(status, await app.GetStatusAsync("/"));

        Assert.Equal([$"GET {status} '/{{*path:nonfile}}' 2"], await app.CountedAsync());
    }

    private Task<TestApp> StartAsync(
        Action<WebApplication> configure, string environment = "Production", params (string Key, string? Value)[] settings)
    {
        var builder = TestApp.CreateBuilder(environment, settings);
        builder.Environment.WebRootFileProvider = new PhysicalFileProvider(_folder.FullPath);
        return TestApp.StartAsync(builder, app =>
        {
            app.UseHttpMetrics();
            configure(app);
        });
    }

    private string WriteManifest(params string[] files)
    {
        var endpoints = files.Select(file =>
            $$"""
            {
              "Route": "{{file}}", "AssetFile": "{{file}}", "Selectors": [], "EndpointProperties": [],
              "ResponseHeaders": [
                { "Name": "Content-Length", "Value": "{{Write(file)}}" },
                { "Name": "Content-Type", "Value": "text/plain" },
                { "Name": "ETag", "Value": "\"x\"" },
                { "Name": "Last-Modified", "Value": "Thu, 26 Nov 2026 00:00:00 GMT" }
              ]
            }
            """);
        return _folder.Write(
            "assets.json", $$"""{ "Version": 1, "ManifestType": "Publish", "Endpoints": [{{string.Join(',', endpoints)}}] }""");
    }

    private int Write(string file)
    {
        _folder.Write(file, "content");
        return "content".Length;
    }
}
