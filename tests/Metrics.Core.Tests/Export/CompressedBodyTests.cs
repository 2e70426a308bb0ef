using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Text;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Export;
using PrometheusMetrics.Exposition;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Export;

/// <summary>A compressed body is the plain one after its decompression, and costs its buffers only.</summary>
public sealed class CompressedBodyTests : EngineTest
{
    private const int Slice = 64 * 1024;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(500)] // less than a buffer
    [InlineData(600)] // more than a buffer
    [InlineData(20_000)]
    public async Task It_decompresses_to_the_plain_body(int series)
    {
        AddSeries(series);
        using MemoryStream plain = new(), gzip = new(), piped = new();

        await WriteAsync(plain, BodyCompression.None);
        await WriteAsync(gzip, BodyCompression.Gzip);
        Assert.True(await TryWriteAsync(PipeWriter.Create(piped), BodyCompression.Gzip));

        Assert.Equal(plain.ToArray(), Decompress(gzip));
        Assert.Equal(plain.ToArray(), Decompress(piped));
        Assert.True(series < 500 || gzip.Length < plain.Length / 4);
    }

    [Fact]
    public void A_buffer_is_returned_once_if_there_is_no_memory_for_a_larger_one()
    {
        var gzip = new GzipBufferWriter(new ArrayBufferWriter<byte>());

        Assert.Throws<OutOfMemoryException>(() => gzip.GetMemory(int.MaxValue));
        gzip.Dispose();

        // One array that is in the pool twice would be rented to two users at once.
        var rented = Enumerable.Range(0, 10).Select(_ => ArrayPool<byte>.Shared.Rent(Slice)).ToArray();
        Assert.Equal(rented.Length, rented.Distinct().Count());
    }

    [Fact]
    public async Task An_empty_body_is_a_gzip_file_too()
    {
        using var body = new MemoryStream();
        using var reader = Registry.Read(new() { Names = new HashSet<string>() });

        await ExpositionSerializer.WriteAsync(
            reader, ExpositionFormat.Text, body, compression: BodyCompression.Gzip, cancellationToken: Cancellation);

        Assert.Equal(20, body.Length);
        Assert.Empty(Decompress(body));
        body.Position = 0;
        await using var file = new GZipStream(body, CompressionMode.Decompress);
        Assert.Equal(-1, file.ReadByte());
    }

    [Theory]
    [InlineData(BodyCompression.None)]
    [InlineData(BodyCompression.Gzip)]
    public async Task Its_length_is_known_before_the_first_byte_if_it_fits_into_the_buffer(BodyCompression compression)
    {
        AddSeries(200);
        using var body = new MemoryStream();
        List<long> announced = [];
        using (var reader = Registry.Read())
        {
            await ExpositionSerializer.WriteAsync(
                reader, ExpositionFormat.Text, body, announced.Add, compression, Cancellation);
        }

        Assert.Equal([body.Length], announced);
        using (var reader = Registry.Read())
        {
            Assert.Equal(body.Length, ExpositionSerializer.MeasureLength(reader, ExpositionFormat.Text, compression));
        }
    }

    [Theory]
    [InlineData(BodyCompression.None)]
    [InlineData(BodyCompression.Gzip)]
    public void The_length_of_a_body_beyond_the_buffer_is_not_measured_to_its_end(BodyCompression compression)
    {
        var reader = new RandomReader();

        Assert.Null(ExpositionSerializer.MeasureLength(reader, ExpositionFormat.Text, compression));

        Assert.InRange(reader.Series, 100, 5_000);
    }

    [Fact]
    public async Task It_is_flushed_by_slices_of_compressed_bytes()
    {
        var output = new SlowPipeWriter();

        Assert.True(await ExpositionSerializer.TryWriteAsync(
            new RandomReader(), ExpositionFormat.Text, output, compression: BodyCompression.Gzip, cancellationToken: Cancellation));

        Assert.True(output.Flushed.Count > 5);
        Assert.All(output.Flushed.SkipLast(1), size => Assert.InRange(size, Slice, 3 * Slice));
    }

    [Theory]
    [InlineData(10, false)]
    [InlineData(15_000, true)]
    public async Task Neither_an_incomplete_slice_nor_an_end_is_written_if_the_reader_throws(int throwsAt, bool isFlushed)
    {
        using var stream = new MemoryStream();
        var output = new SlowPipeWriter();

        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => ExpositionSerializer.TryWriteAsync(
            new RandomReader { ThrowsAt = throwsAt },
            ExpositionFormat.Text,
            output,
            compression: BodyCompression.Gzip,
            cancellationToken: Cancellation));
        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => ExpositionSerializer.WriteAsync(
            new RandomReader { ThrowsAt = throwsAt },
            ExpositionFormat.Text,
            stream,
            compression: BodyCompression.Gzip,
            cancellationToken: Cancellation));

        Assert.Equal((isFlushed, isFlushed), (output.Flushed.Count > 0, stream.Length > 0));
        Assert.Equal(output.Flushed.Sum(), stream.Length);
        Assert.Equal(0, output.UnflushedBytes);
        Assert.ThrowsAny<Exception>(() => Decompress(stream));
    }

    // The stream of the framework writes an end when it is disposed.
    [Theory]
    [InlineData(3)]
    [InlineData(300_000)]
    public void What_is_not_completed_gets_no_end(int length)
    {
        var output = new ArrayBufferWriter<byte>();
        int written;
        using (var gzip = new GzipBufferWriter(output))
        {
            gzip.Write(new byte[length]);
            written = output.WrittenCount;
        }

        Assert.Equal(written, output.WrittenCount);
    }

    // Less than the size of one object on the large-object heap.
    [Theory]
    [InlineData(BodyCompression.None)]
    [InlineData(BodyCompression.Gzip)]
    public void It_allocates_no_large_object(BodyCompression compression)
    {
        AddSeries(20_000);

        var allocated = Allocations.InTheLongRun(() => TryWriteAsync(PipeWriter.Create(Stream.Null), compression).GetAwaiter().GetResult());

        Assert.InRange(allocated, 0, 64 * 1024);
    }

    [Fact]
    public async Task A_value_longer_than_the_buffer_is_written_whole()
    {
        using var registry = new MetricRegistry(new MetricRegistryOptions { LabelValueLengthLimit = int.MaxValue });
        new MetricFactory(registry).CreateGauge("long", "", "text").WithLabels(new string('x', 300_000)).Set(1);
        using var body = new MemoryStream();
        using var reader = registry.Read();

        await ExpositionSerializer.WriteAsync(reader, ExpositionFormat.Text, body, compression: BodyCompression.Gzip);

        var line = $"long{{text=\"{new string('x', 300_000)}\"}} 1\n";
        Assert.Contains(line, Encoding.UTF8.GetString(Decompress(body)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_compression_is_refused() =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>("compression", () => TryWriteAsync(new SlowPipeWriter(), (BodyCompression)7));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // The framework does not check that the end is there: the last four bytes are the length.
    private static byte[] Decompress(MemoryStream body)
    {
        using var plain = new MemoryStream();
        using var file = new GZipStream(new MemoryStream(body.ToArray()), CompressionMode.Decompress);
        file.CopyTo(plain);
        Assert.Equal(plain.Length, BitConverter.ToInt32(body.ToArray().AsSpan()[^4..]));
        return plain.ToArray();
    }

    private async Task WriteAsync(Stream body, BodyCompression compression)
    {
        using var reader = Registry.Read();
        await ExpositionSerializer.WriteAsync(
            reader, ExpositionFormat.Text, body, compression: compression, cancellationToken: Cancellation);
    }

    private async Task<bool> TryWriteAsync(PipeWriter output, BodyCompression compression)
    {
        using var reader = Registry.Read();
        return await ExpositionSerializer.TryWriteAsync(
            reader, ExpositionFormat.Text, output, compression: compression, cancellationToken: Cancellation);
    }

    private void AddSeries(int count)
    {
        var family = Factory.CreateGauge("big", "Help.", ["a"], new GaugeOptions { SeriesLimit = 100_000 });
        for (var i = 0; i < count; i++)
        {
            family.WithLabels($"{i} {new string('x', 100)}");
        }
    }

    /// <summary>Reports 20,000 series, one at a time, that can hardly be compressed.</summary>
    private sealed class RandomReader : IMetricReader
    {
        private static readonly MetricDescriptor Family = new(MetricType.Gauge, "random", "", "a");

        private readonly Random _random = new(1);
        private readonly byte[] _bytes = new byte[60];

        public int ThrowsAt { get; init; } = int.MaxValue;

        public int Series { get; private set; }

        public bool Read(MetricVisitor visitor)
        {
            if (Series == 0)
            {
                visitor.BeginFamily(Family);
            }

            if (Series++ == 20_000)
            {
                visitor.EndFamily();
                return false;
            }

            _random.NextBytes(_bytes);
            visitor.Gauge(
                Family.Labels($"{Series} {Convert.ToBase64String(_bytes)}"),
                new GaugeSample(Series == ThrowsAt ? throw new InvalidTimeZoneException() : 1));
            return true;
        }

        public void Dispose()
        {
        }
    }
}
