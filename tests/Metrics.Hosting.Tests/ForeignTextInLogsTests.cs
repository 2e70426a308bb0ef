using System.Net;
using Microsoft.Extensions.DependencyInjection;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Hosting;

/// <summary>Each log line that shows a text that the library did not write.</summary>
public sealed class ForeignTextInLogsTests
{
    // A job can't have an unpaired surrogate.
    private static readonly string Job = HostileText.Text.Replace("\ud800", "", StringComparison.Ordinal);

    [Fact]
    public void The_names_in_diagnostics_forge_no_line()
    {
        var log = new LogList();
        var builder = Worker.CreateBuilder(log);
        builder.Services.AddPrometheusMetrics();
        using var host = builder.Build();
        var diagnostics = host.Services.GetRequiredService<MetricDiagnostics>();

        diagnostics.CollectorFailed(HostileText.Text, new InvalidOperationException());
        diagnostics.CollectorRecovered(HostileText.Text);
        diagnostics.SeriesLimitReached(HostileText.Text, 5);
        diagnostics.LabelValueTruncated(HostileText.Text, 5);
        diagnostics.FamilyLeftOut(HostileText.Text, HostileText.Text, NameEscaping.Dots);

        AreSafe(log.Of("PrometheusMetrics.MetricRegistry"), count: 5);
    }

    [Fact]
    public async Task A_job_and_the_answer_of_a_gateway_forge_no_line()
    {
        using var host = await PushingHost.StartAsync(
            ("Endpoint", "http://gateway:9091"), ("Job", Job), ("Interval", "01:00:00"), ("PushOnShutdown", "false"));
        host.Gateway.Answer = _ => Task.FromResult(FakeGateway.Status(HttpStatusCode.BadRequest, HostileText.Text));
        host.Clock.Advance(TimeSpan.FromHours(1));
        await host.AttemptsBecome("failure", 1);
        host.Gateway.Answer = _ => Task.FromResult(FakeGateway.Status(HttpStatusCode.OK));
        host.Clock.Advance(TimeSpan.FromHours(1));
        await host.AttemptsBecome("success", 1);

        await host.StopAsync();

        AreSafe(host.Log.Of(PushingHost.Category), count: 4);
    }

    [Fact]
    public async Task Pushes_that_take_too_long_or_are_cancelled_forge_no_line()
    {
        using var host = await PushingHost.StartAsync(
            ("Endpoint", "http://gateway:9091"), ("Job", Job), ("Interval", "01:00:00"), ("PushOnShutdown", "false"));
        host.Gateway.Hold();
        host.Clock.Advance(TimeSpan.FromHours(1));
        await host.Gateway.NextAsync();
        host.Clock.Advance(TimeSpan.FromSeconds(10));
        await host.AttemptsBecome("failure", 1);
        host.Clock.Advance(TimeSpan.FromHours(1));
        await host.Gateway.NextAsync();

        await host.StopAsync();

        AreSafe(host.Log.Of(PushingHost.Category), count: 3);
    }

    [Fact]
    public async Task The_name_and_the_error_of_an_exporter_forge_no_line()
    {
        var toy = new ToyExporter { Answer = _ => throw new NotSupportedException(HostileText.Text) };
        using var host = await PushingHost.StartAsync(builder =>
        {
            builder.Services.AddSingleton(toy);
            builder.Services.AddPrometheusMetrics().AddExporter<ToyExporter>(HostileText.Text);
        });

        await host.StopWhilePausesPassAsync();

        AreSafe(host.Log.Of("PrometheusMetrics.Hosting.MetricExportService"), count: 1);
    }

    [Fact]
    public void The_names_in_refusals_forge_no_line()
    {
        var builder = Worker.CreateBuilder();
        var metrics = builder.Services.AddPrometheusMetrics();
        metrics.AddExporter<ToyExporter>(HostileText.Text);

        IsSafe(Assert.Throws<InvalidOperationException>(() => metrics.AddExporter<OtherExporter>(HostileText.Text)).Message);
        IsSafe(Assert.Throws<ArgumentException>(() => metrics.AddConfigurationSection(HostileText.Text)).Message);
    }

    private static void AreSafe(IReadOnlyCollection<LogList.LogLine> lines, int count)
    {
        Assert.Equal(count, lines.Count);
        Assert.All(lines, line => IsSafe(line.Message));
        Assert.All(lines, line => Assert.True(HostileText.IsOneLine(line.Values), line.Values));
    }

    private static void IsSafe(string message)
    {
        Assert.True(HostileText.IsOneLine(message), message);
        Assert.InRange(message.Length, 1, 7000);
        Assert.Contains(HostileText.Shown, message, StringComparison.Ordinal);
    }

    private sealed class OtherExporter : ToyExporter;
}
