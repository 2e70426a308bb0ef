using System.Globalization;
using PrometheusMetrics.EndToEnd.Infrastructure;
using PrometheusMetrics.Pushgateway;

namespace PrometheusMetrics.EndToEnd.Scenarios;

/// <summary>Groups with a lease, on a real Pushgateway.</summary>
public sealed class PushLeaseTests
{
    // The number of instances in place of 12, for a longer run.
    private static readonly string? Instances = Environment.GetEnvironmentVariable("METRICS_LEASE_INSTANCES");
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(Instances is null ? 4 : 20);
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(Instances is null ? 2 : 5);

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Groups_of_killed_processes_are_deleted_and_no_group_that_pushed_within_its_lease_is()
    {
        var (processes, perProcess) = Instances is null ? (3, 4) : (int.Parse(Instances, CultureInfo.InvariantCulture) / 10, 10);
        await using var gateway = await PushgatewayServer.StartAsync();
        await using var proxy = await RecordingProxy.StartAsync(gateway.Address);
        await using var survivor = PushingApp.Launch(proxy.Address.AbsoluteUri, "survivor", WithJanitor());
        var killed = new List<PushingApp>();
        try
        {
            for (var i = 0; i < processes; i++)
            {
                killed.Add(PushingApp.Launch(endpoint: null, "unused", WithInstances(proxy.Address, i, perProcess)));
            }

            // Each is killed after another number of pushes, so somewhere in its interval and in its lease.
            var random = new Random(20261126);
            await Task.WhenAll(killed.Select((app, i) => KillAfterAsync(
                app, proxy, $"p{i}-", perProcess, perProcess * random.Next(1, 8))));

            await Eventually.HoldsAsync(
                "only the group of the survivor is left",
                async () => (await gateway.GroupsAsync()).All(group => group.Labels["job"] == "survivor")
                    && Deletions(proxy).Select(deletion => deletion.Path).Distinct().Count() == processes * perProcess,
                () => survivor.Output.Tail,
                Deadline);
        }
        finally
        {
            foreach (var app in killed)
            {
                await app.DisposeAsync();
            }
        }

        // The survivor's group too, if the machine did not let it push for the time of its lease.
        var deletions = Deletions(proxy);
        Assert.All(deletions, deletion => Assert.True(Age(deletion, proxy) >= Lease, $"{deletion.Path} after {Age(deletion, proxy)}"));
        await Eventually.HoldsAsync(
            "the group of the survivor", async () => await gateway.FindGroupAsync("survivor") is not null, () => survivor.Output.Tail);
        TestContext.Current.SendDiagnosticMessage(
            "{0} groups were deleted, {1:N1} to {2:N1} leases after their last push",
            deletions.Count,
            deletions.Min(deletion => Age(deletion, proxy) / Lease),
            deletions.Max(deletion => Age(deletion, proxy) / Lease));
    }

    //
    [Theory]
    [InlineData("a/b", "value")]
    [InlineData("job", "")]
    [InlineData("job", "ä b/c \"\\\n😀+%2F")]
    [InlineData("..", ".")]
    public async Task A_group_is_found_and_deleted_by_its_exact_key(string job, string value)
    {
        await using var gateway = await PushgatewayServer.StartAsync();
        using var registry = new MetricRegistry();
        await PushAsync(gateway, registry, TimeSpan.FromSeconds(1), job, ("key", value));
        await PushAsync(gateway, registry, TimeSpan.FromDays(1), job);
        using var janitor = new PushgatewayJanitor(gateway.Address.AbsoluteUri);

        var cleanup = await Eventually.GetAsync(
            "the end of the lease",
            () => janitor.DeleteExpiredAsync(CancellationToken),
            result => result.Deleted.Count + result.Failures.Count > 0);

        var deleted = Assert.Single(cleanup.Deleted);
        Assert.Equal((job, value), (deleted.Job, deleted.GroupingKey["key"]));
        var left = Assert.Single(await gateway.GroupsAsync(groups => groups.Count < 2));
        Assert.DoesNotContain("key", left.Labels.Keys);
    }

    //
    [Fact]
    public async Task A_label_of_the_key_may_be_a_UTF_8_name()
    {
        await using var gateway = await PushgatewayServer.StartAsync(
            "sid", port: null, protection: null, "--persistence.file=", "--push.enable-utf8-names");
        using var registry = new MetricRegistry();
        var target = new PushgatewayTarget(gateway.Address.AbsoluteUri, "job", NameValidation.Utf8, ("größe.1", "a/b"));
        using var client = new PushgatewayClient(target);
        await client.PushAsync(new LeasedSource(registry, TimeSpan.FromSeconds(1)), CancellationToken);
        using var janitor = new PushgatewayJanitor(gateway.Address.AbsoluteUri);

        await Eventually.HoldsAsync(
            "the end of the lease", async () => (await janitor.DeleteExpiredAsync(CancellationToken)).Deleted.Count == 1);

        await gateway.GroupsAsync(groups => groups.Count == 0);
    }

    [Fact]
    public async Task Groups_without_a_lease_or_of_other_jobs_are_kept()
    {
        await using var gateway = await PushgatewayServer.StartAsync();
        using var registry = new MetricRegistry();
        await PushAsync(gateway, registry, TimeSpan.FromSeconds(1), "mine");
        await PushAsync(gateway, registry, TimeSpan.FromSeconds(1), "other");
        await PushAsync(gateway, registry, lease: null, "mine", ("no", "lease"));
        using var janitor = new PushgatewayJanitor(gateway.Address.AbsoluteUri, new() { Jobs = ["mine"] });

        await Eventually.HoldsAsync(
            "the end of the lease", async () => (await janitor.DeleteExpiredAsync(CancellationToken)).Deleted.Count == 1);

        Assert.Equal(
            ["mine", "other"],
            (await gateway.GroupsAsync(groups => groups.Count < 3)).Select(group => group.Labels["job"]).Order(StringComparer.Ordinal));
    }

    // the file of the gateway keeps the old time of the push, although nothing could be pushed since.
    [Fact]
    public async Task A_restart_of_the_gateway_gives_each_group_a_whole_lease()
    {
        using var folder = new TemporaryFolder();
        using var registry = new MetricRegistry();
        var file = folder.PathOf("groups");
        using var port = new ReservedPort();
        using var janitor = new PushgatewayJanitor(port.Address.AbsoluteUri);
        await using (var gateway = await PushgatewayServer.StartAsync(port, file, "--persistence.interval=10ms"))
        {
            await PushAsync(gateway, registry, TimeSpan.FromSeconds(5), "short");
            await PushAsync(gateway, registry, TimeSpan.FromDays(300), "the-long-one");
            await Eventually.HoldsAsync(
                "the file has both groups",
                async () => (await File.ReadAllBytesAsync(file)).AsSpan().IndexOf("the-long-one"u8) >= 0,
                () => gateway.Output.Tail);
            Assert.Empty((await janitor.DeleteExpiredAsync(CancellationToken)).Failures);
        }

        await using var again = await PushgatewayServer.StartAsync(port, file);
        var started = await again.Client.GetStringAsync("api/v1/status");
        Assert.Contains("start_time", started, StringComparison.Ordinal);
        Assert.Equal(2, (await again.GroupsAsync()).Count);
        await Eventually.HoldsAsync(
            "the end of the lease", async () => (await janitor.DeleteExpiredAsync(CancellationToken)).Deleted.Count == 1);
        Assert.Equal("the-long-one", Assert.Single(await again.GroupsAsync(groups => groups.Count < 2)).Labels["job"]);
    }

    private static async Task PushAsync(
        PushgatewayServer gateway, MetricRegistry registry, TimeSpan? lease, string job, params (string Name, string Value)[] key)
    {
        using var client = new PushgatewayClient(new PushgatewayTarget(gateway.Address.AbsoluteUri, job, key));
        await client.PushAsync(lease is { } time ? new LeasedSource(registry, time) : registry, CancellationToken);
    }

    private static Dictionary<string, string?> WithJanitor() => new()
    {
        ["Prometheus__Pushgateway__Lease"] = Text(Lease),
        ["Prometheus__Pushgateway__Interval"] = Text(Lease / 8),
        ["Prometheus__Pushgateway__Timeout"] = "00:00:10",
        ["Prometheus__PushgatewayJanitor__Enabled"] = "true",
        ["Prometheus__PushgatewayJanitor__Interval"] = "00:00:01",
    };

    private static Dictionary<string, string?> WithInstances(Uri endpoint, int process, int instances)
    {
        Dictionary<string, string?> settings = new() { ["Prometheus__Pushgateway__Interval"] = null };
        for (var i = 0; i < instances; i++)
        {
            var section = $"Prometheus__Pushgateways__g{i}__";
            settings[section + "Endpoint"] = endpoint.AbsoluteUri;
            settings[section + "Job"] = "killed";
            settings[section + "GroupingKey__instance"] = $"p{process}-{i}";
            settings[section + "Interval"] = Text(Lease / 4);
            settings[section + "Lease"] = Text(Lease);
            settings[section + "Include"] = "metrics_push_*";
        }

        return settings;
    }

    private static string Text(TimeSpan time) => time.ToString("c", CultureInfo.InvariantCulture);

    private static async Task KillAfterAsync(PushingApp app, RecordingProxy proxy, string instances, int groups, int pushes)
    {
        await Eventually.HoldsAsync(
            $"{pushes} pushes of {instances}",
            () =>
            {
                var done = proxy.Requests.Where(request => IsPushOf(request, instances)).ToList();
                return Task.FromResult(done.Count >= pushes && done.DistinctBy(request => request.Path).Count() == groups);
            },
            () => app.Output.Tail,
            Deadline);
        await app.SignalAsync(Signal.Kill);
    }

    private static bool IsPushOf(RecordedRequest request, string path) =>
        request is { Method: "PUT", Succeeded: true } && request.Path.Contains(path, StringComparison.Ordinal);

    private static List<RecordedRequest> Deletions(RecordingProxy proxy) =>
        [.. proxy.Requests.Where(request => request is { Method: "DELETE", Succeeded: true })];

    /// <summary>The longest time that may have passed between the last push that was complete when a deletion arrived, and that
    /// deletion.</summary>
    private static TimeSpan Age(RecordedRequest deletion, RecordingProxy proxy)
    {
        var last = proxy.Requests
            .Where(request => IsPushOf(request, deletion.Path) && request.Path == deletion.Path && request.Answered <= deletion.Arrived)
            .Max(request => request.Arrived);
        return TimeProvider.System.GetElapsedTime(last, deletion.Answered);
    }
}
