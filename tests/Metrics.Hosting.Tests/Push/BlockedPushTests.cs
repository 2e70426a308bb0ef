using System.Security.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Hosting.Push;

/// <summary>Pushes with collectors that block, loggers that throw and inner exceptions.</summary>
public sealed class BlockedPushTests
{
    private static readonly (string, string?) Endpoint = ("Endpoint", "http://gateway:9091");

    [Fact]
    public async Task A_collector_that_blocks_does_not_delay_the_end_of_the_host()
    {
        using var collector = new Blocks();
        using var host = await PushingHost.StartAsync(
            builder =>
            {
                builder.Services.AddSingleton<ICollector>(collector);
                builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromMilliseconds(200));
            },
            Endpoint);

        await host.StopAsync();

        Assert.Contains("the host's shutdown timeout expired", Assert.Single(host.Complaints).Message, StringComparison.Ordinal);
        Assert.Empty(host.Gateway.Pushes);
    }

    [Fact]
    public async Task The_messages_of_inner_exceptions_are_logged()
    {
        using var host = await PushingHost.StartAsync(Endpoint);
        host.Gateway.Answer = _ => throw new HttpRequestException(
            "The SSL connection could not be established, see inner exception.",
            new AuthenticationException("The certificate has expired."));

        await host.StopWhilePausesPassAsync();

        Assert.EndsWith(
            "see inner exception. The certificate has expired.", Assert.Single(host.Complaints).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_logger_that_throws_ends_neither_the_pushes_nor_the_host()
    {
        using var host = await PushingHost.StartAsync(
            builder => builder.Logging.AddProvider(new Throws()), Endpoint, ("Interval", "00:00:15"), ("GroupingKey:instance", "a"));
        host.Gateway.Answer = _ => Task.FromResult(FakeGateway.Status(System.Net.HttpStatusCode.BadRequest));
        host.Clock.Advance(TimeSpan.FromSeconds(15));
        await host.AttemptsBecome("failure", 1);
        host.Gateway.Answer = _ => Task.FromResult(FakeGateway.Status(System.Net.HttpStatusCode.OK));
        host.Clock.Advance(TimeSpan.FromSeconds(15));
        await host.AttemptsBecome("success", 1);

        await host.StopAsync();

        Assert.Equal(2, host.Attempts("success"));
    }

    [Fact]
    public async Task Timestamps_of_collectors_are_not_pushed()
    {
        using var host = await PushingHost.StartAsync(builder => builder.Services.AddSingleton<ICollector>(new Dated()), Endpoint);

        await host.StopAsync();

        Assert.True(Assert.Single(host.Gateway.Pushes).Has("dated 1"));
    }

    private sealed class Blocks : ICollector, IDisposable
    {
        private readonly ManualResetEventSlim _end = new();

        public IReadOnlyList<MetricDescriptor> Descriptors => [];

        public void Collect(MetricVisitor visitor, in CollectionRequest request) => _end.Wait(CancellationToken.None);

        public void Dispose() => _end.Set();
    }

    private sealed class Dated : ICollector
    {
        private readonly MetricDescriptor _descriptor = new(MetricType.Gauge, "dated", "");

        public IReadOnlyList<MetricDescriptor> Descriptors => [_descriptor];

        public void Collect(MetricVisitor visitor, in CollectionRequest request)
        {
            visitor.BeginFamily(_descriptor);
            visitor.Gauge(LabelSet.Empty, new GaugeSample(1) { Timestamp = DateTimeOffset.UnixEpoch.AddYears(50) });
            visitor.EndFamily();
        }
    }

    private sealed class Throws : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel == LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                throw new InvalidOperationException("The disk of the log is full.");
            }
        }

        public void Dispose()
        {
        }
    }
}
