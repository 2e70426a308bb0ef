using Microsoft.AspNetCore.Builder;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore.Scraping;

/// <summary>A scrape, however slow, costs the application nothing.</summary>
public sealed class SlowReaderTests
{
    // More than the buffers of sockets and server hold together.
    private const int Series = 40_000;
    private const int LabelLength = 500;

    [Fact]
    public async Task A_slow_reader_delays_neither_writers_nor_other_scrapes()
    {
        await using var app = await TestApp.StartAsync(app => app.MapMetrics());
        var family = app.Factory.CreateCounter("big_total", "", ["number"], new CounterOptions { SeriesLimit = 2 * Series });
        for (var i = 0; i < Series; i++)
        {
            family.WithLabels($"{i}".PadLeft(LabelLength, '0')).Inc();
        }

        var last = app.Factory.CreateCounter("later_total", "");
        using var slow = await RawClient.GetAsync(app.Address, "/metrics");
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", await slow.ReadSomeAsync(), StringComparison.Ordinal);

        last.Inc();
        family.WithLabels("new").Inc();
        var other = await app.Client.GetStringAsync("/metrics").InTime();
        last.Inc();
        var rest = await slow.ReadToEndAsync();

        Assert.Equal(Series + 1, Count(other));
        Assert.Contains("\nlater_total 1\n", other, StringComparison.Ordinal);
        // Read when its turn came, so the server did wait for the reader.
        Assert.Contains("\nlater_total 2\n", rest, StringComparison.Ordinal);
        Assert.EndsWith("\r\n0\r\n\r\n", rest, StringComparison.Ordinal);
    }

    private static int Count(string body) => body.Split('\n').Count(line => line.StartsWith("big_total{", StringComparison.Ordinal));
}
