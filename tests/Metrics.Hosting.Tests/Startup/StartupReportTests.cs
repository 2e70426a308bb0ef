using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PrometheusMetrics.Hosting;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Hosting.Startup;

/// <summary>What packages report before the start counts as the library's own.</summary>
public sealed class StartupReportTests
{
    private static readonly OptionsSection<Listener> Section = new("Listener");

    [Fact]
    public async Task An_endpoint_of_another_package_is_in_the_line_at_start_and_reads_the_metrics()
    {
        var log = new LogList();
        using var host = Build(log);
        host.Services.GetRequiredService<StartupReport>().AddEndpoint("http://*:9464/metrics");

        await host.StartAsync();
        await host.StopAsync();

        var line = Assert.Single(log.Of("PrometheusMetrics.Hosting.StartupReport"));
        Assert.Equal(LogLevel.Information, line.Level);
        Assert.Contains(" Endpoints: http://*:9464/metrics. ", line.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_check_runs_once_when_every_service_has_started_and_its_exception_stops_the_start()
    {
        using var host = Build(new LogList());
        var (report, runs) = (host.Services.GetRequiredService<StartupReport>(), 0);
        report.AddCheck(() => runs++);
        report.AddCheck(() => throw new InvalidOperationException($"Wrong after {runs}."));
        report.AddCheck(() => runs++);

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        Assert.Equal(("Wrong after 1.", 1), (refusal.Message, runs));
    }

    [Fact]
    public async Task A_check_may_report_an_endpoint()
    {
        var log = new LogList();
        using var host = Build(log);
        var report = host.Services.GetRequiredService<StartupReport>();
        report.AddCheck(() => report.AddEndpoint("/late"));

        await host.StartAsync();
        await host.StopAsync();

        Assert.Equal(["/late"], report.Endpoints);
        Assert.Contains("Endpoints: /late.", log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_options_of_the_first_use_of_a_section_are_returned()
    {
        using var host = Build(new LogList());
        var report = host.Services.GetRequiredService<StartupReport>();
        var (first, second) = (new Listener(), new Listener());

        Assert.Same(first, report.UseSection(Section, first));
        Assert.Same(first, report.UseSection(Section, second));
    }

    [Fact]
    public async Task A_service_that_is_added_after_the_container_is_built_lives_as_long_as_the_host()
    {
        var calls = new List<string>();
        var host = Build(new LogList());
        var report = host.Services.GetRequiredService<StartupReport>();
        report.AddCheck(() => calls.Add("Check"));
        var service = report.GetOrAddService(() => new LateService(calls));

        Assert.Same(service, report.GetOrAddService<LateService>(() => throw new InvalidOperationException("There is one.")));
        await host.StartAsync();
        await host.StopAsync();
        host.Dispose();

        Assert.Equal(
            ["Check", "StartingAsync", "StartAsync", "StartedAsync", "StoppingAsync", "StopAsync", "StoppedAsync", "Dispose"], calls);
    }

    [Fact]
    public async Task A_service_may_stop_the_start_and_is_disposed_then()
    {
        var calls = new List<string>();
        using (var host = Build(new LogList()))
        {
            host.Services.GetRequiredService<StartupReport>().GetOrAddService(() => new LateService(calls) { Fails = true });

            var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());
            Assert.Equal("No.", refusal.Message);
        }

        Assert.Equal(["StartingAsync", "StartAsync", "Dispose"], calls);
    }

    [Fact]
    public void Null_and_nothing_are_refused()
    {
        using var host = Build(new LogList());
        var report = host.Services.GetRequiredService<StartupReport>();

        Assert.Throws<ArgumentException>(() => report.AddEndpoint(" "));
        Assert.Throws<ArgumentNullException>(() => report.AddCheck(null!));
        Assert.Throws<ArgumentNullException>(() => report.GetOrAddService<LateService>(null!));
        Assert.Throws<ArgumentNullException>(() => report.UseSection(null!, new Listener()));
        Assert.Throws<ArgumentNullException>(() => report.UseSection(Section, null!));
    }

    private static IHost Build(LogList log)
    {
        var builder = Worker.CreateBuilder(log);
        builder.Services.AddPrometheusMetrics();
        return builder.Build();
    }

    private sealed class Listener;

    private sealed class LateService(List<string> calls) : IHostedLifecycleService, IDisposable
    {
        public bool Fails { get; init; }

        public Task StartingAsync(CancellationToken cancellationToken) => Record();

        public Task StartAsync(CancellationToken cancellationToken) =>
            Fails && Record().IsCompleted ? throw new InvalidOperationException("No.") : Record();

        public Task StartedAsync(CancellationToken cancellationToken) => Record();

        public Task StoppingAsync(CancellationToken cancellationToken) => Record();

        public Task StopAsync(CancellationToken cancellationToken) => Record();

        public Task StoppedAsync(CancellationToken cancellationToken) => Record();

        public void Dispose() => calls.Add(nameof(Dispose));

        private Task Record([CallerMemberName] string member = "")
        {
            calls.Add(member);
            return Task.CompletedTask;
        }
    }
}
