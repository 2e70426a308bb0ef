using System.Net;
using Microsoft.AspNetCore.Builder;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore.Scraping;

/// <summary>R-250: a client asks for some of the families by their names.</summary>
public sealed class NameFilterTests
{
    [Theory]
    [InlineData("name[]=orders_total", "orders_total")]
    [InlineData("name%5B%5D=orders", "orders_total")]
    [InlineData("name[]=depth&x=y&name[]=orders_total&name[]=nothing", "depth", "orders_total")]
    [InlineData("name[]=size_bytes_bucket", "size_bytes")]
    [InlineData("name[]=size_bytes_sum&name[]=size_bytes_count", "size_bytes")]
    [InlineData("name[]=from_a_collector", "from_a_collector")]
    [InlineData("name[]=nothing")]
    [InlineData("name[]=Orders_total")]
    [InlineData("name[]=")]
    [InlineData("name[]")]
    [InlineData("name[]=%00%0A%22")]
    public async Task Only_the_wanted_families_are_sent(string query, params string[] families)
    {
        await using var app = await StartAsync(new Collector());

        using var answer = await app.SendAsync("GET", $"/metrics?{query}");
        var body = await answer.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(
            families,
            body.Split('\n').Where(line => line.StartsWith("# TYPE ", StringComparison.Ordinal)).Select(line => line.Split(' ')[2]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("?name=orders_total")]
    [InlineData("?x[]=orders_total")]
    public async Task Without_a_name_everything_is_sent(string query)
    {
        await using var app = await StartAsync(new Collector());

        var body = await app.Client.GetStringAsync("/metrics" + query);

        Assert.All(["orders_total 1\n", "depth ", "size_bytes_sum ", "from_a_collector "], line =>
            Assert.Contains(line, body, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("text/plain", "")]
    [InlineData("application/openmetrics-text", "# EOF\n")]
    public async Task Unknown_names_give_an_empty_body_that_is_valid(string accept, string expected)
    {
        await using var app = await StartAsync(new Collector());
        app.Client.DefaultRequestHeaders.TryAddWithoutValidation("Accept", accept);

        using var answer = await app.SendAsync("GET", "/metrics?name[]=nothing");

        Assert.Equal((HttpStatusCode.OK, expected), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.Equal(expected.Length, answer.Content.Headers.ContentLength);
        Assert.StartsWith(accept, answer.Content.Headers.ContentType?.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_collector_whose_families_are_not_wanted_is_not_called()
    {
        var collector = new Collector();
        await using var app = await StartAsync(collector);

        await app.Client.GetStringAsync("/metrics?name[]=orders_total");
        Assert.Equal(0, collector.Calls);

        await app.Client.GetStringAsync("/metrics?name[]=from_a_collector");
        Assert.Equal(1, collector.Calls);
    }

    [Theory]
    [InlineData(256, HttpStatusCode.OK)]
    [InlineData(257, HttpStatusCode.BadRequest)]
    public async Task More_names_than_a_person_has_a_use_for_are_rejected(int count, HttpStatusCode status)
    {
        await using var app = await StartAsync(new Collector());
        var query = string.Join('&', Enumerable.Range(0, count).Select(i => $"name[]=n{i}"));

        using var answer = await app.SendAsync("GET", "/metrics?" + query);

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(
            count <= 256
                ? ""
                : "The query has 257 parameters name[], but at most 256 are allowed. Without any, all metrics are sent.\n",
            await answer.Content.ReadAsStringAsync());
    }

    private static async Task<TestApp> StartAsync(Collector collector)
    {
        var app = await TestApp.StartAsync(app => app.MapMetrics());
        app.Factory.CreateCounter("orders_total", "Orders.").Inc();
        app.Factory.CreateGauge("depth", "");
        app.Factory.CreateHistogram("size_bytes", "").Observe(1);
        app.Registry.Register(collector);
        return app;
    }

    private sealed class Collector : ICollector
    {
        private static readonly MetricDescriptor Family = new(MetricType.Gauge, "from_a_collector", "");

        public int Calls { get; private set; }

        public IReadOnlyList<MetricDescriptor> Descriptors => [Family];

        public void Collect(MetricVisitor visitor, in CollectionRequest request)
        {
            Calls++;
            visitor.ReportGauge(Family, 1);
        }
    }
}
