using System.Globalization;
using PrometheusMetrics.EndToEnd.Infrastructure;

namespace PrometheusMetrics.EndToEnd.Scenarios;

/// <summary>Many pushes of many series.</summary>
public sealed class PushSoakTests
{
    /// <summary>The environment variable for the number of pushes; eng/nightly.sh raises it.</summary>
    private const string PushesVariable = "METRICS_PUSHES";

    private const int Series = 10_000;
    private const int WarmUp = 40;

    [Fact]
    public async Task Memory_threads_and_sockets_do_not_grow_with_the_number_of_pushes()
    {
        var pushes = int.Parse(Environment.GetEnvironmentVariable(PushesVariable) ?? "120", CultureInfo.InvariantCulture);
        await using var gateway = await PushgatewayServer.StartAsync();
        await using var app = await PushingApp.StartAsync(
            gateway.Address.AbsoluteUri,
            "soak",
            [
                new("Series", Series.ToString(CultureInfo.InvariantCulture)),
                new("Prometheus__Pushgateway__Interval", "00:00:00.050"),
                new("Prometheus__Pushgateway__Timeout", "00:00:30"),
            ]);

        var first = await WaitForPushesAsync(app, WarmUp, pushes);
        await WaitForPushesAsync(app, WarmUp + pushes, pushes);
        Assert.Equal(0, await app.CountPushesAsync("failure"));

        // The thread pool may have added some threads for a moment.
        var last = await Eventually.GetAsync(
            $"no more memory, threads and sockets than {first}",
            app.ReadVitalsAsync,
            now => now.HeapBytes < first.HeapBytes + 1_000_000 && now.Threads <= first.Threads + 5 && now.Sockets <= first.Sockets + 2);
        TestContext.Current.TestOutputHelper?.WriteLine($"After the warm-up {first},{Environment.NewLine}at the end {last}");
    }

    private static async Task<AppVitals> WaitForPushesAsync(PushingApp app, int pushes, int all)
    {
        await Eventually.GetAsync(
            $"{pushes} pushes",
            () => app.CountPushesAsync("success"),
            done => done >= pushes,
            () => app.Output.Tail,
            Eventually.DefaultDeadline * Math.Max(4, all / 50));
        return await app.ReadVitalsAsync();
    }
}
