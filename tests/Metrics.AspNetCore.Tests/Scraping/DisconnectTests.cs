using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore.Scraping;

/// <summary>A client that disconnects causes no exception, which <c>dotnet_exceptions_total</c> would count.</summary>
public sealed class DisconnectTests : IDisposable
{
    private readonly FlowExceptions _exceptions = new();
    private readonly ManualResetEventSlim _released = new();

    public void Dispose()
    {
        _released.Set();
        _exceptions.Dispose();
    }

    [Theory]
    [InlineData("identity")]
    [InlineData("gzip")]
    public async Task A_client_that_disconnects_while_its_scrape_waits_for_it_causes_no_exception(string encoding)
    {
        var source = new ScriptedSource(_ => true);
        await using var app = await StartAsync(source);
        using var client = await RawClient.GetAsync(app.Address, "/metrics", $"Accept-Encoding: {encoding}");
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", await client.ReadSomeAsync(), StringComparison.Ordinal);

        client.Reset();

        await source.Disposed.InTime();
        await RequireQuietAsync(app);
    }

    [Fact]
    public async Task A_client_of_http2_that_cancels_causes_no_exception()
    {
        var source = new ScriptedSource(_ => true);
        var builder = TestApp.CreateBuilder();
        builder.Services.AddSingleton<IMetricSource>(source);
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.ConfigureEndpointDefaults(listener => listener.Protocols = HttpProtocols.Http2));
        await using var app = await StartAsync(builder, _ => { });
        app.Client.DefaultRequestVersion = HttpVersion.Version20;
        app.Client.DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact;

        using (await app.Client.GetAsync(new Uri("/metrics", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead))
        {
            // Its end cancels the stream.
        }

        await source.Disposed.InTime();
        await RequireQuietAsync(app);
    }

    [Theory]
    [InlineData(10)] // a body that is sent as a whole
    [InlineData(10_000)]
    public async Task A_client_that_disconnects_before_the_first_byte_causes_no_exception(int series)
    {
        using var arrived = new SemaphoreSlim(0);
        var disconnected = CancellationToken.None;
        var source = new ScriptedSource(i =>
        {
            if (i == 5)
            {
                arrived.Release();
                disconnected.WaitHandle.WaitOne();
            }

            return i < series;
        });
        await using var app = await StartAsync(source, token => disconnected = token);
        using var client = await RawClient.GetAsync(app.Address, "/metrics");
        await arrived.WaitAsync().InTime();

        client.Reset();

        await source.Disposed.InTime();
        await RequireQuietAsync(app);
    }

    [Fact]
    public async Task A_client_that_disconnects_while_a_collector_is_called_causes_no_exception()
    {
        using var called = new SemaphoreSlim(0);
        var builder = TestApp.CreateBuilder();
        builder.Services.AddSingleton<TimeProvider>(new TestTimeProvider());
        await using var app = await StartAsync(builder, _ => { });
        app.Factory.CreateObservableGauge("slow", "", () =>
        {
            called.Release();
            _released.Wait(CancellationToken.None);
            return 1;
        });
        using var client = await RawClient.GetAsync(app.Address, "/metrics");
        await called.WaitAsync().InTime();

        client.Reset();

        await RequireQuietAsync(app);
    }

    // Before the endpoint begins to wait.
    [Fact]
    public async Task A_client_that_disconnects_before_the_collection_has_begun_causes_no_exception()
    {
        using var begun = new SemaphoreSlim(0);
        var builder = TestApp.CreateBuilder();
        builder.Services.AddSingleton<IMetricSource>(new CancelledSource(() => begun.Release()));
        await using var app = await StartAsync(builder, _ => { });
        using var client = await RawClient.GetAsync(app.Address, "/metrics");
        await begun.WaitAsync().InTime();

        client.Reset();

        await RequireQuietAsync(app);
    }

    private Task<TestApp> StartAsync(ScriptedSource source, params (string Key, string? Value)[] settings) =>
        StartAsync(source, _ => { }, settings);

    private Task<TestApp> StartAsync(ScriptedSource source, Action<CancellationToken> begun, params (string Key, string? Value)[] settings)
    {
        var builder = TestApp.CreateBuilder(settings: settings);
        builder.Services.AddSingleton<IMetricSource>(source);
        return StartAsync(builder, begun);
    }

    private Task<TestApp> StartAsync(WebApplicationBuilder builder, Action<CancellationToken> begun) => TestApp.StartAsync(builder, app =>
    {
        _exceptions.Watch(app);
        app.Use((context, next) =>
        {
            begun(context.RequestAborted);
            return next(context);
        });
        app.MapMetrics();
    });

    private async Task RequireQuietAsync(TestApp app)
    {
        await app.QuietAsync();
        Assert.Empty(_exceptions.Thrown);
        Assert.Empty(app.Log.AtLeast(LogLevel.Warning));
    }

    private sealed class CancelledSource(Action begun) : IMetricSource
    {
        public IMetricReader Read(in CollectionRequest request = default) => throw new NotSupportedException();

        public ValueTask<IMetricReader> ReadAsync(CollectionRequest request = default)
        {
            begun();
            request.CancellationToken.WaitHandle.WaitOne();
            return ValueTask.FromCanceled<IMetricReader>(request.CancellationToken);
        }
    }
}
