using Microsoft.AspNetCore.Http;
using PrometheusMetrics.AspNetCore;

namespace PrometheusMetrics.Tests.AspNetCore.HttpMetrics;

public sealed class MeasuredStreamTests : IDisposable
{
    private readonly MetricRegistry _registry = new();
    private readonly SpyStream _inner = new();
    private readonly MeasuredStream _stream;

    public MeasuredStreamTests()
    {
        var instruments = new HttpInstruments(new MetricFactory(_registry), new HttpMetricsOptions());
        var measurements = new RequestMeasurements(instruments, TimeProvider.System);
        _stream = new MeasuredStream(new RequestMeasurement(measurements, new DefaultHttpContext())) { Inner = _inner };
    }

    public void Dispose()
    {
        _stream.Dispose();
        _registry.Dispose();
    }

    [Fact]
    public async Task A_flush_reaches_the_stream_of_the_server()
    {
        _stream.Flush();
        Assert.Equal(1, _inner.Flushes);
        await _stream.FlushAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, _inner.Flushes);
    }

    [Fact]
    public void It_disposes_the_stream_of_the_server()
    {
        _stream.Dispose();

        Assert.False(_inner.CanWrite);
    }

    [Fact]
    public async Task It_disposes_it_asynchronously_too()
    {
        await _stream.DisposeAsync();

        Assert.True(_inner.WasDisposedAsynchronously);
    }

    private sealed class SpyStream : MemoryStream
    {
        public int Flushes { get; private set; }

        public bool WasDisposedAsynchronously { get; private set; }

        public override void Flush() => Flushes++;

        public override Task FlushAsync(CancellationToken cancellationToken)
        {
            Flushes++;
            return Task.CompletedTask;
        }

        public override ValueTask DisposeAsync()
        {
            WasDisposedAsynchronously = true;
            return base.DisposeAsync();
        }
    }
}
