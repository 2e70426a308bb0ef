using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore.Scraping;

/// <summary>The names in the answer to a scrape: as the client requests them.</summary>
public sealed class NameEscapingTests
{
    [Theory]
    [InlineData("text/plain;version=1.0.0;escaping=allow-utf-8", "allow-utf-8", "{\"queue.length\",queue_kind=\"a.b\"} 1")]
    [InlineData("text/plain;version=1.0.0;escaping=underscores", "underscores", "queue_length{queue_kind=\"a.b\"} 1")]
    [InlineData("text/plain;version=1.0.0;escaping=dots", "dots", "queue_dot_length{queue__kind=\"a.b\"} 1")] // D-3
    [InlineData("text/plain;version=1.0.0;escaping=values", "values", "U__queue_2e_length{queue_kind=\"a.b\"} 1")]
    [InlineData("text/plain;version=1.0.0", "underscores", "queue_length{queue_kind=\"a.b\"} 1")]
    [InlineData("text/plain;version=0.0.4;escaping=allow-utf-8", "allow-utf-8", "{\"queue.length\",queue_kind=\"a.b\"} 1")]
    [InlineData("text/plain;version=0.0.4", null, "queue_length{queue_kind=\"a.b\"} 1")]
    public async Task They_are_written_in_the_scheme_that_the_content_type_names(string accept, string? scheme, string line)
    {
        await using var app = await StartAsync(NameValidation.Utf8);

        var (contentType, body) = await ScrapeAsync(app, accept);

        Assert.EndsWith(scheme is null ? "charset=utf-8" : $"; escaping={scheme}", contentType, StringComparison.Ordinal);
        Assert.Contains($"\n{line}\n", body, StringComparison.Ordinal);
    }

    //
    [Fact]
    public async Task Of_two_that_become_equal_the_later_is_left_out_of_that_answer_only()
    {
        await using var app = await StartAsync(NameValidation.Utf8);
        app.Factory.CreateGauge("queue_length", "").Set(2);

        var (_, escaped) = await ScrapeAsync(app, "text/plain;version=0.0.4");
        var (_, quoted) = await ScrapeAsync(app, "text/plain;version=0.0.4;escaping=allow-utf-8");

        Assert.DoesNotContain("queue_length 2", escaped, StringComparison.Ordinal);
        Assert.Contains("\nqueue_length 2\n", quoted, StringComparison.Ordinal);
        Assert.Contains("\nmetrics_families_left_out_total{family=\"queue_length\"} 1\n", quoted, StringComparison.Ordinal);
    }

    // D-3
    [Fact]
    public async Task Dots_do_not_rename_legacy_names()
    {
        await using var app = await StartAsync(NameValidation.Legacy);

        var (contentType, body) = await ScrapeAsync(app, "text/plain;version=1.0.0;escaping=dots");

        Assert.EndsWith("; escaping=underscores", contentType, StringComparison.Ordinal);
        Assert.Contains("\nqueue_length{queue_kind=\"a.b\"} 1\n", body, StringComparison.Ordinal);
    }

    private static async Task<TestApp> StartAsync(NameValidation validation)
    {
        var builder = TestApp.CreateBuilder(settings: ("Prometheus:NameValidation", $"{validation}"));
        builder.Services.AddPrometheusMetrics();
        var app = await TestApp.StartAsync(builder, app => app.MapMetrics());
        var name = validation == NameValidation.Utf8 ? "queue.length" : "queue_length";
        app.Factory.CreateGauge(name, "", "queue_kind").WithLabels("a.b").Set(1);
        return app;
    }

    private static async Task<(string ContentType, string Body)> ScrapeAsync(TestApp app, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using var answer = await app.Client.SendAsync(request);
        return (answer.Content.Headers.ContentType!.ToString(), await answer.Content.ReadAsStringAsync());
    }
}
