using System.IO.Compression;
using BenchmarkDotNet.Attributes;
using PrometheusMetrics.Export;
using PrometheusMetrics.Exposition;

namespace PrometheusMetrics.Benchmarks;

/// <summary>Measures a compressed body of 100,000 series. Goal: at most 1.15 times the baseline, which writes the plain body, and
/// compresses the same bytes in one piece by <see cref="GZipStream"/> at its fastest level.</summary>
[MemoryDiagnoser]
[ShortRunJob]
public class CompressionBenchmark
{
    private const int Families = 100;
    private const int SeriesPerFamily = 1000;

    private readonly MetricRegistry _registry = new();
    private byte[] _plain = [];

    [GlobalSetup]
    public async Task FillAsync()
    {
        var factory = new MetricFactory(_registry);
        for (var i = 0; i < Families; i++)
        {
            var family = factory.CreateCounter($"requests_{i}_total", "Requests by method, status and route.", "method", "status", "route");
            for (var j = 0; j < SeriesPerFamily; j++)
            {
                family.WithLabels("GET", "200", $"/orders/{j}").Inc((i * j) + (j % 4 == 0 ? 0.25 : 0));
            }
        }

        using var body = new MemoryStream();
        await ExpositionSerializer.WriteAsync(_registry, ExpositionFormat.Text, body);
        _plain = body.ToArray();
    }

    [Benchmark(Baseline = true)]
    public async Task PlainAndThenGzip()
    {
        await WriteAsync(BodyCompression.None);
        await using var gzip = new GZipStream(Stream.Null, CompressionLevel.Fastest);
        gzip.Write(_plain);
    }

    [Benchmark]
    public Task Gzip() => WriteAsync(BodyCompression.Gzip);

    [Benchmark]
    public Task Plain() => WriteAsync(BodyCompression.None);

    private async Task WriteAsync(BodyCompression compression)
    {
        using var reader = await _registry.ReadAsync();
        await ExpositionSerializer.WriteAsync(reader, ExpositionFormat.Text, Stream.Null, compression: compression);
    }
}
