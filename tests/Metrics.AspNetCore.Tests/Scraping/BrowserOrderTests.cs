using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using PrometheusMetrics.Export;
using PrometheusMetrics.Exposition;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore.Scraping;

/// <summary>A person who opens the page sees the metrics of the application first. Scrapers get ordinal order.</summary>
public sealed partial class BrowserOrderTests
{
    // What Chromium 156 and Firefox 132 send.
    private const string Chromium =
        "text/html,application/xhtml+xml,application/xml;q=0.9,image/jxl,image/avif,image/webp,image/apng,*/*;q=0.8,"
            + "application/signed-exchange;v=b3;q=0.7";

    private const string Firefox = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    [Theory]
    [InlineData(Chromium)]
    [InlineData(Firefox)]
    [InlineData("Text/HTML")]
    public async Task A_browser_gets_the_metrics_of_the_application_first(string accept)
    {
        await using var app = await StartAsync();

        var families = await ReadFamiliesAsync(app, accept);

        Assert.Equal(["apples_total", "zebras"], families[..2]);
        Assert.Equal(
            ["http", "process", "dotnet", "metrics"],
            families[2..].Select(name => name.Split('_')[0]).Aggregate(
                new List<string>(), (groups, group) => groups.LastOrDefault() == group ? groups : [.. groups, group]));
        Assert.All(
            families.GroupBy(name => name.Split('_')[0]), group => Assert.Equal(group.Order(StringComparer.Ordinal), group));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("*/*")] // curl
    [InlineData("text/plain;version=0.0.4;q=0.5,*/*;q=0.1")]
    [InlineData("application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1")]
    public async Task A_scraper_gets_ordinal_order(string? accept)
    {
        await using var app = await StartAsync();

        var families = await ReadFamiliesAsync(app, accept);

        // The names of OpenMetrics have no suffixes, so the registry tells what their order is.
        var body = new MemoryStream();
        await ExpositionSerializer.WriteAsync(app.Registry, ContentNegotiation.Choose(accept), body);
        Assert.True(families.IndexOf("dotnet_assembly_count") < families.IndexOf("zebras"));
        Assert.Equal(FamiliesOf(Encoding.UTF8.GetString(body.ToArray())), families);
    }

    private static async Task<TestApp> StartAsync()
    {
        var builder = TestApp.CreateBuilder();
        builder.Services.Configure<Hosting.PrometheusMetricsOptions>(
            options => (options.ProcessMetrics, options.RuntimeMetrics) = (true, RuntimeMetricGroups.All));
        var app = await TestApp.StartAsync(builder, app =>
        {
            app.UseHttpMetrics();
            app.MapMetrics();
            app.MapGet("/hello", () => "Hello!");
        });
        try
        {
            // Other tests throw at any time, and the first exception adds a family.
            throw new InvalidOperationException();
        }
        catch (InvalidOperationException)
        {
            app.Factory.CreateGauge("zebras", "").Set(1);
        }

        app.Factory.CreateCounter("apples_total", "").Inc();
        await app.Client.GetStringAsync("/hello");
        await app.QuietAsync();
        app.Factory.CreateGauge("metrics_of_the_registry", "").Set(3);
        return app;
    }

    private static async Task<string[]> ReadFamiliesAsync(TestApp app, string? accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        if (accept is not null)
        {
            Assert.True(request.Headers.TryAddWithoutValidation("Accept", accept));
        }

        using var answer = await app.Client.SendAsync(request);
        return FamiliesOf(await answer.Content.ReadAsStringAsync());
    }

    private static string[] FamiliesOf(string body) => [.. TypeLine().Matches(body).Select(match => match.Groups["name"].Value)];

    [GeneratedRegex("^# TYPE (?<name>[^ ]+)", RegexOptions.Multiline)]
    private static partial Regex TypeLine();
}
