using System.Globalization;
using System.Text.RegularExpressions;
using PrometheusMetrics.EndToEnd.Infrastructure;
using PrometheusMetrics.Pushgateway;

namespace PrometheusMetrics.EndToEnd.Scenarios;

/// <summary>What a real Pushgateway makes of the groups that the client pushes.</summary>
public sealed partial class PushgatewayGroupTests
{
    //
    [Fact]
    public async Task Groups_may_have_different_help_texts_of_a_name()
    {
        await using var gateway = await PushgatewayServer.StartAsync();

        await PushAsync(gateway, "one", factory => factory.CreateGauge("x", "Help of one.").Set(1));
        await PushAsync(gateway, "other", factory => factory.CreateGauge("x", "Help of the other.").Set(2));

        Assert.Single(Regex.Matches(await gateway.MetricsAsync(), "^# HELP x Help of ", RegexOptions.Multiline));
        Assert.Equal(1, (await gateway.FindGroupAsync("one"))!.Value("x"));
        Assert.Equal(2, (await gateway.FindGroupAsync("other"))!.Value("x"));
    }

    //
    [Fact]
    public async Task A_group_tells_the_times_of_its_last_push_and_of_its_last_failure()
    {
        await using var gateway = await PushgatewayServer.StartAsync();
        await PushAsync(gateway, "one", factory => factory.CreateGauge("x", "A gauge.").Set(1));
        var before = UnixNow();

        await PushAsync(gateway, "other", factory => factory.CreateGauge("y", "A gauge.").Set(1));
        var pushed = (await gateway.FindGroupAsync("other"))!;
        Assert.InRange(pushed.Value("push_time_seconds")!.Value, before - 1, UnixNow() + 1);
        Assert.Equal(0, pushed.Value("push_failure_time_seconds"));
        Assert.True(pushed.LastPushSuccessful);

        before = UnixNow();
        await Assert.ThrowsAsync<PushgatewayException>(
            () => PushAsync(gateway, "other", factory => factory.CreateHistogram("x", "A histogram.")));
        var failed = (await gateway.FindGroupAsync("other"))!;
        Assert.Equal(pushed.Value("push_time_seconds"), failed.Value("push_time_seconds"));
        Assert.InRange(failed.Value("push_failure_time_seconds")!.Value, before - 1, UnixNow() + 1);
        Assert.False(failed.LastPushSuccessful);
        Assert.Equal(1, failed.Value("y"));
    }

    //
    [Fact]
    public async Task A_gateway_with_a_file_has_the_group_again_after_a_restart()
    {
        using var folder = new TemporaryFolder();
        var file = folder.PathOf("groups");
        double? pushTime;
        await using (var gateway = await PushgatewayServer.StartAsync(persistenceFile: file, flags: "--persistence.interval=10ms"))
        {
            await PushAsync(gateway, "job", factory => factory.CreateGauge("x", "A gauge.").Set(1.5));
            pushTime = (await gateway.FindGroupAsync("job"))!.Value("push_time_seconds");
            await Eventually.HoldsAsync("the file", () => Task.FromResult(File.Exists(file)), () => gateway.Output.Tail);
        }

        await using var again = await PushgatewayServer.StartAsync(persistenceFile: file);
        var group = (await again.FindGroupAsync("job"))!;
        Assert.Equal((1.5, pushTime), (group.Value("x"), group.Value("push_time_seconds")));
    }

    // a gateway writes numbers in a way of its own.
    [Fact]
    public async Task Values_and_bounds_are_the_same_numbers_afterwards()
    {
        double[] bounds = [1e-9, 0.1, 1, 2.5, 1_000_000, 1e21];
        double[] values = [1, 0.1, 1e21, 123_456_789, -1.5e-7, double.PositiveInfinity];
        await using var gateway = await PushgatewayServer.StartAsync();

        await PushAsync(gateway, "job", factory =>
        {
            factory.CreateHistogram("h", "A histogram.", new HistogramOptions { Buckets = bounds }).Observe(2);
            var gauges = factory.CreateGauge("x", "A gauge.", "number");
            for (var i = 0; i < values.Length; i++)
            {
                gauges.WithLabels($"{i}").Set(values[i]);
            }
        });

        var page = await gateway.MetricsAsync();
        Assert.Equal([.. bounds, double.PositiveInfinity], Bound().Matches(page).Select(match => Parse(match.Groups[1].Value)));
        Assert.Equal(values, Gauge().Matches(page).Select(match => Parse(match.Groups[1].Value)));
    }

    private static async Task PushAsync(PushgatewayServer gateway, string job, Action<MetricFactory> create)
    {
        using var client = new PushgatewayClient(new PushgatewayTarget(gateway.Address.AbsoluteUri, job));
        using var registry = new MetricRegistry();
        create(new MetricFactory(registry));
        await client.PushAsync(registry, TestContext.Current.CancellationToken);
    }

    private static double UnixNow() => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / 1e3;

    private static double Parse(string number) =>
        number == "+Inf" ? double.PositiveInfinity : double.Parse(number, CultureInfo.InvariantCulture);

    [GeneratedRegex("^h_bucket{.*le=\"([^\"]*)\".*}", RegexOptions.Multiline)]
    private static partial Regex Bound();

    [GeneratedRegex("^x{.*} (.*)$", RegexOptions.Multiline)]
    private static partial Regex Gauge();
}
