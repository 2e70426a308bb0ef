using PrometheusMetrics.Hosting;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Hosting.Export;

/// <summary>When exports happen while the host runs.</summary>
public sealed class ExportScheduleTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    [Fact]
    public async Task An_export_on_start_comes_at_once_and_the_interval_begins_with_the_start()
    {
        using var kit = new ExportKit(schedule => (schedule.ExportOnStart, schedule.Interval) = (true, Interval));

        kit.Export.Start();
        await kit.Toy.NextAsync();
        await kit.CountBecomes(ExportOutcome.Success, 1);
        kit.Clock.Advance(Interval);
        await kit.Toy.NextAsync();

        await kit.CountBecomes(ExportOutcome.Success, 2);
    }

    [Fact]
    public async Task An_export_on_start_needs_no_interval()
    {
        using var kit = new ExportKit(schedule => schedule.ExportOnStart = true);

        kit.Export.Start();
        await kit.Toy.NextAsync();
        await kit.CountBecomes(ExportOutcome.Success, 1);
        kit.Clock.Advance(TimeSpan.FromDays(1));

        Assert.Equal(0, kit.Clock.Timers);
        Assert.Empty(kit.Reports);
    }

    [Fact]
    public async Task A_shorter_interval_is_taken_up_at_once_and_counts_from_the_last_export()
    {
        using var kit = new ExportKit(schedule => schedule.Interval = TimeSpan.FromDays(1));
        kit.Export.Start();
        kit.Clock.Advance(TimeSpan.FromMinutes(50));

        Change(kit, Interval);
        await NextExportIsIn(kit, TimeSpan.FromMinutes(10));
        kit.Clock.Advance(TimeSpan.FromMinutes(10));

        await kit.Toy.NextAsync();
        Assert.Equal(1, kit.Toy.Exports);
    }

    [Fact]
    public async Task A_shorter_interval_that_has_passed_already_brings_an_export_at_once()
    {
        using var kit = new ExportKit(schedule => schedule.Interval = TimeSpan.FromDays(1));
        kit.Export.Start();
        kit.Clock.Advance(2 * Interval);

        Change(kit, Interval);

        await kit.Toy.NextAsync();
        await kit.CountBecomes(ExportOutcome.Success, 1);
        await NextExportIsIn(kit, Interval);
    }

    [Fact]
    public async Task A_longer_interval_and_none_are_taken_up_at_once()
    {
        using var kit = new ExportKit(schedule => schedule.Interval = Interval);
        kit.Export.Start();

        Change(kit, 3 * Interval);
        await NextExportIsIn(kit, 3 * Interval);
        kit.Clock.Advance(2 * Interval);
        Assert.Equal(0, kit.Toy.Exports);

        Change(kit, null);
        await Eventually.HoldsAsync("nothing is planned", () => kit.Clock.Timers == 0);
        kit.Clock.Advance(2 * Interval);
        Assert.Equal(0, kit.Toy.Exports);

        Change(kit, Interval);
        await kit.Toy.NextAsync();
        Assert.Equal([$"started {Interval}"], kit.Reports);
    }

    [Fact]
    public async Task An_interval_may_begin_after_the_start()
    {
        using var kit = new ExportKit();
        kit.Export.Start();
        Assert.Empty(kit.Reports);

        Change(kit, Interval);
        await NextExportIsIn(kit, Interval);
        kit.Clock.Advance(Interval);

        await kit.Toy.NextAsync();
        Assert.Equal([$"started {Interval}"], kit.Reports);
    }

    [Fact]
    public async Task Exports_that_fail_wait_longer_and_never_less_than_the_interval()
    {
        var second = TimeSpan.FromSeconds(1);
        using var kit = new ExportKit(schedule => schedule.Interval = second);
        kit.Toy.Answer = _ => throw new IOException("gone");
        kit.Export.Start();
        for (var failures = 1; failures <= 20; failures++)
        {
            await PassAsync(kit, kit.Clock.TimeToNextTimer!.Value);
            await kit.CountBecomes(ExportOutcome.Failure, failures);
            await Eventually.HoldsAsync("the next is planned", () => kit.Clock.TimeToNextTimer <= 10 * second);

            var longest = Math.Min(10, Math.Pow(2, failures - 1)) * second;
            Assert.InRange(kit.Clock.TimeToNextTimer!.Value, second, longest);
        }

        kit.Toy.Answer = _ => Task.CompletedTask;
        await PassAsync(kit, kit.Clock.TimeToNextTimer!.Value);
        await kit.CountBecomes(ExportOutcome.Success, 1);

        await NextExportIsIn(kit, second);
        Assert.Equal([$"started {second}", "failed Transient"], kit.Reports.Take(2));
        Assert.StartsWith("recovered 20 ", kit.Reports[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_of_the_schedule_ends_the_waiting_after_failures()
    {
        var second = TimeSpan.FromSeconds(1);
        using var kit = new ExportKit(schedule => schedule.Interval = second);
        kit.Toy.Answer = _ => throw new IOException("gone");
        kit.Export.Start();
        for (var failures = 1; failures <= 10; failures++)
        {
            await PassAsync(kit, kit.Clock.TimeToNextTimer!.Value);
            await kit.CountBecomes(ExportOutcome.Failure, failures);
            await Eventually.HoldsAsync("the next is planned", () => kit.Clock.TimeToNextTimer <= 10 * second);
        }

        Change(kit, 2 * second);

        await NextExportIsIn(kit, 2 * second);
    }

    [Fact]
    public async Task A_step_of_the_systems_clock_changes_no_schedule()
    {
        using var kit = new ExportKit(schedule => schedule.Interval = Interval);
        kit.Export.Start();

        kit.Clock.UtcNow = kit.Clock.UtcNow.AddYears(-1);
        kit.Clock.Advance(Interval);
        await kit.Toy.NextAsync();
        await kit.CountBecomes(ExportOutcome.Success, 1);
        kit.Clock.UtcNow = kit.Clock.UtcNow.AddYears(2);

        await NextExportIsIn(kit, Interval);
        Assert.Equal(1, kit.Toy.Exports);
    }

    [Fact]
    public async Task The_status_tells_the_failures_and_the_last_success()
    {
        using var kit = new ExportKit();
        kit.Toy.Answer = _ => throw new IOException("gone");
        Assert.Equal(new ExportStatus(0, null, null), kit.Export.Status);

        for (var failures = 1; failures <= 2; failures++)
        {
            await Assert.ThrowsAsync<IOException>(() => kit.Export.ExportNowAsync(CancellationToken.None));
            Assert.Equal(new ExportStatus(failures, null, "gone"), kit.Export.Status);
        }

        kit.Toy.Answer = _ => Task.CompletedTask;
        await kit.Export.ExportNowAsync(CancellationToken.None).InTime();
        Assert.Equal(new ExportStatus(0, kit.Clock.UtcNow, null), kit.Export.Status);
    }

    private static void Change(ExportKit kit, TimeSpan? interval) =>
        kit.Schedule.Change(ExportKit.CreateOptions(schedule => schedule.Interval = interval));

    private static Task NextExportIsIn(ExportKit kit, TimeSpan time) =>
        Eventually.HoldsAsync($"the next export is in {time}", () => kit.Clock is { Timers: 1 } clock && clock.TimeToNextTimer == time);

    private static async Task PassAsync(ExportKit kit, TimeSpan time)
    {
        kit.Clock.Advance(time);
        await kit.Toy.NextAsync();
    }
}
