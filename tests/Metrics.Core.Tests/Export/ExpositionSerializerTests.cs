using System.IO.Pipelines;
using System.Text;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Export;
using PrometheusMetrics.Exposition;
using PrometheusMetrics.Tests.Exposition.Protobuf;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Export;

public class ExpositionSerializerTests : EngineTest
{
    private const int Slice = 64 * 1024;

    // Of a batch of series.
    private const int MaxStep = 20 * 1024;

    [Fact]
    public async Task A_body_is_whole()
    {
        AddSeries(1000);

        var body = await WriteAsync(Registry);

        Assert.StartsWith("# HELP big Help.\n# TYPE big gauge\nbig{a=\"0 xxx", body, StringComparison.Ordinal);
        Assert.Equal(1000, body.Split('\n').Count(line => line.StartsWith("big{", StringComparison.Ordinal)));
        Assert.EndsWith("\n", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_large_family_of_protobuf_is_flushed_in_slices_too() // R-195, R-198
    {
        AddSeries(5000);
        var last = Factory.CreateGauge("zlast", "Help.", "a");
        for (var i = 0; i < 5000; i++)
        {
            last.WithLabels(new string('y', 100) + i);
        }

        var (output, whole) = (new SlowPipeWriter(), new MemoryStream());
        using (var reader = Registry.Read())
        {
            await ExpositionSerializer.WriteAsync(reader, ExpositionFormat.Protobuf, output);
        }

        await ExpositionSerializer.WriteAsync(Registry, ExpositionFormat.Protobuf, whole);

        Assert.True(output.Flushed.Count > 10);
        Assert.All(output.Flushed, size => Assert.InRange(size, Slice, 2 * Slice));
        Assert.InRange(output.UnflushedBytes, 0, Slice);
        Assert.Equal(whole.Length, output.Flushed.Sum() + output.UnflushedBytes);
        var families = ProtobufBody.Parse(whole.ToArray());
        Assert.Equal(5000, families.Single(family => family.Name == "big").Metric.Count);
        Assert.Equal(5000, families[^1].Metric.Count);
    }

    // R-115, R-154
    [Fact]
    public async Task The_lines_of_a_family_stand_together_in_whatever_order_its_series_were_created()
    {
        var (a, b) = (Factory.CreateCounter("a", "Help.", "x"), Factory.CreateCounter("b", "Help.", "x"));
        foreach (var value in new[] { "1", "2" })
        {
            b.WithLabels(value).Inc();
            a.WithLabels(value).Inc();
        }

        var body = await WriteAsync(Registry);

        Assert.Contains("a_total{x=\"1\"} 1\na_total{x=\"2\"} 1\n# HELP b_total", body, StringComparison.Ordinal);
        Assert.Contains("b_total{x=\"1\"} 1\nb_total{x=\"2\"} 1\n", body, StringComparison.Ordinal);
    }

    // R-117
    [Fact]
    public async Task Instruments_and_the_standard_collectors_write_no_timestamps()
    {
        Registry.AddProcessMetrics().AddRuntimeMetrics();
        Factory.CreateCounter("c", "").Inc();
        Factory.CreateGauge("g", "").SetToCurrentTime();
        Factory.CreateHistogram("h", "").Observe(1);
        Factory.CreateSummary("s", "", new SummaryOptions { Objectives = [new(0.5, 0.05)] }).Observe(1);
        Factory.CreateInfo("i", "").Set(("version", "1"));
        Factory.CreateStateSet("t", "", new StateSetOptions { States = ["on", "off"] });

        var samples = (await WriteAsync(Registry)).Split('\n')[..^1].Where(line => !line.StartsWith('#')).ToList();

        Assert.True(samples.Count > 20);
        Assert.All(samples, line => Assert.Matches(@"\A[^ {]+({.*})? [^ ]+\z", line));
    }

    [Fact]
    public async Task The_format_decides_what_is_written()
    {
        Factory.CreateCounter("x", "Help.");
        using var body = new MemoryStream();

        await ExpositionSerializer.WriteAsync(Registry, ExpositionFormat.OpenMetrics, body);

        Assert.EndsWith("# EOF\n", Encoding.UTF8.GetString(body.ToArray()), StringComparison.Ordinal);
        Assert.True(body.CanWrite);
    }

    // R-088: a slow receiver costs a buffer and nothing else.
    [Fact]
    public async Task Memory_is_bounded_and_flushed_by_slices()
    {
        AddSeries(10_000);
        var output = new SlowPipeWriter();
        using var reader = Registry.Read();

        var flushed = await ExpositionSerializer.WriteAsync(reader, ExpositionFormat.Text, output);

        Assert.Equal(output.Flushed.Sum(), flushed);
        Assert.True(output.Flushed.Count > 10);
        Assert.All(output.Flushed, size => Assert.InRange(size, Slice, Slice + MaxStep));
        Assert.InRange(output.UnflushedBytes, 0, Slice);
        Assert.Equal((await WriteAsync(Registry)).Length, output.Flushed.Sum() + output.UnflushedBytes);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/openmetrics-text")]
    public async Task Wide_histograms_are_flushed_in_slices_too(string accept)
    {
        const int Series = 64;
        var histograms = Factory.CreateHistogram("wide", "", ["a"], new HistogramOptions { Buckets = Buckets.Linear(1, 1, 500) });
        for (var i = 0; i < Series; i++)
        {
            histograms.WithLabels($"{i}");
        }

        var output = new SlowPipeWriter();
        using var reader = Registry.Read();

        await ExpositionSerializer.WriteAsync(reader, ContentNegotiation.Choose(accept), output);

        // One series has some 16 kB.
        Assert.All(output.Flushed, size => Assert.InRange(size, Slice, Slice + (24 * 1024)));
    }

    // What comes later is read later.
    [Fact]
    public async Task Nothing_is_read_while_the_receiver_is_slow()
    {
        AddSeries(2000);
        var (reader, output) = (new CountingReader(Registry.Read()), new SlowPipeWriter { HoldsFlushes = true });

        var writing = ExpositionSerializer.WriteAsync(reader, ExpositionFormat.Text, output);
        var readBeforeTheFlush = reader.Steps;
        Assert.False(writing.IsCompleted);
        Assert.InRange(readBeforeTheFlush, 1, 20);

        output.LetFlushesPass();
        Assert.True(await writing.WaitAsync(ParallelRunner.Deadline) > 0);
        Assert.True(reader.Steps > 30);
    }

    [Fact]
    public async Task A_receiver_that_has_disconnected_ends_the_export()
    {
        AddSeries(10_000);
        var reader = new CountingReader(Registry.Read());
        var output = new SlowPipeWriter { ReceiverHasGone = true };

        await Assert.ThrowsAsync<OperationCanceledException>(() => ExpositionSerializer.WriteAsync(reader, ExpositionFormat.Text, output));

        Assert.Single(output.Flushed);
        Assert.InRange(reader.Steps, 1, 20);
    }

    [Fact]
    public async Task A_small_body_is_left_to_the_caller_to_flush()
    {
        AddSeries(10);
        var output = new SlowPipeWriter();
        using var reader = Registry.Read();

        Assert.Equal(0, await ExpositionSerializer.WriteAsync(reader, ExpositionFormat.Text, output));

        Assert.Empty(output.Flushed);
        Assert.True(output.UnflushedBytes > 0);
    }

    // R-142, R-245: an error after the first flush is for the caller to show; nothing that looks like an end may follow.
    [Fact]
    public async Task A_reader_that_throws_after_the_first_flush_throws_and_the_rest_is_not_written()
    {
        AddSeries(2000);
        var reader = new CountingReader(Registry.Read()) { ThrowsAt = 12 };
        using var body = new MemoryStream();

        await Assert.ThrowsAsync<InvalidTimeZoneException>(
            () => ExpositionSerializer.WriteAsync(reader, ExpositionFormat.OpenMetrics, body));

        var text = Encoding.UTF8.GetString(body.ToArray());
        Assert.InRange(text.Length, Slice, Slice + MaxStep);
        Assert.DoesNotContain("# EOF", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reader_that_throws_before_the_first_flush_leaves_nothing()
    {
        AddSeries(2000);
        var reader = new CountingReader(Registry.Read()) { ThrowsAt = 3 };
        using var body = new MemoryStream();

        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => ExpositionSerializer.WriteAsync(reader, ExpositionFormat.Text, body));

        Assert.Equal(0, body.Length);
    }

    [Fact]
    public async Task The_length_of_a_body_that_fits_one_slice_is_announced_before_its_first_byte()
    {
        AddSeries(10);
        using var body = new MemoryStream();
        using var reader = Registry.Read();
        List<(long Length, long Written)> announced = [];

        await ExpositionSerializer.WriteAsync(reader, ExpositionFormat.Text, body, length => announced.Add((length, body.Length)));

        Assert.Equal([(body.Length, 0)], announced);
        Assert.True(body.Length > 0);
    }

    [Fact]
    public async Task The_length_of_a_body_of_several_slices_is_not_announced()
    {
        AddSeries(2000);
        using var reader = Registry.Read();

        await ExpositionSerializer.WriteAsync(reader, ExpositionFormat.Text, Stream.Null, length => Assert.Fail($"announced {length}"));
    }

    // For example because the response was aborted.
    [Fact]
    public async Task If_the_callback_for_the_length_throws_nothing_is_written()
    {
        AddSeries(10);
        using var body = new MemoryStream();
        using var reader = Registry.Read();

        await Assert.ThrowsAsync<InvalidTimeZoneException>(() =>
            ExpositionSerializer.WriteAsync(reader, ExpositionFormat.Text, body, _ => throw new InvalidTimeZoneException()));

        Assert.Equal(0, body.Length);
    }

    [Fact]
    public async Task A_failed_collection_writes_nothing()
    {
        using var registry = new MetricRegistry(new MetricRegistryOptions { FailOnCollectorError = true });
        registry.Register(new TestCollector([], (MetricVisitor _) => throw new InvalidOperationException()));
        using var body = new MemoryStream();

        await Assert.ThrowsAsync<CollectionFailedException>(() => ExpositionSerializer.WriteAsync(registry, ExpositionFormat.Text, body));

        Assert.Equal(0, body.Length);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(10_000)]
    public async Task A_cancelled_export_throws_and_writes_nothing(int series)
    {
        AddSeries(series);
        using var body = new MemoryStream();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => ExpositionSerializer.WriteAsync(Registry, ExpositionFormat.Text, body, new CancellationToken(canceled: true)));

        Assert.Equal(0, body.Length);
    }

    [Fact]
    public async Task A_cancelled_export_does_not_wait_for_a_slow_receiver()
    {
        AddSeries(2000);
        using var cancellation = new CancellationTokenSource();
        using var reader = Registry.Read();
        var writing = ExpositionSerializer.WriteAsync(
            reader, ExpositionFormat.Text, new SlowPipeWriter { HoldsFlushes = true }, cancellation.Token);

        await cancellation.CancelAsync();

        var thrown = await Assert.ThrowsAsync<OperationCanceledException>(() => writing.WaitAsync(ParallelRunner.Deadline));
        Assert.Equal(cancellation.Token, thrown.CancellationToken);
    }

    [Fact]
    public async Task A_cancelled_export_does_not_wait_for_a_slow_stream()
    {
        AddSeries(10);
        using var cancellation = new CancellationTokenSource();
        var writing = ExpositionSerializer.WriteAsync(Registry, ExpositionFormat.Text, new StuckStream(), cancellation.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => writing.WaitAsync(ParallelRunner.Deadline));
    }

    [Fact]
    public async Task The_reader_of_a_source_is_disposed()
    {
        var source = new CountingSource(Registry);

        await ExpositionSerializer.WriteAsync(source, ExpositionFormat.Text, Stream.Null);

        Assert.True(Assert.Single(source.Readers).IsDisposed);
    }

    [Fact]
    public async Task Null_is_refused()
    {
        using var reader = Registry.Read();
        await Assert.ThrowsAsync<ArgumentNullException>(
            "source", () => ExpositionSerializer.WriteAsync((IMetricSource)null!, ExpositionFormat.Text, Stream.Null));
        await Assert.ThrowsAsync<ArgumentNullException>(
            "reader", () => ExpositionSerializer.WriteAsync(null!, ExpositionFormat.Text, new SlowPipeWriter()));
        await Assert.ThrowsAsync<ArgumentNullException>(
            "format", () => ExpositionSerializer.WriteAsync(reader, null!, new SlowPipeWriter()));
        await Assert.ThrowsAsync<ArgumentNullException>(
            "output", () => ExpositionSerializer.WriteAsync(reader, ExpositionFormat.Text, (PipeWriter)null!));
        await Assert.ThrowsAsync<ArgumentNullException>(
            "output", () => ExpositionSerializer.WriteAsync(reader, ExpositionFormat.Text, (Stream)null!));
        await Assert.ThrowsAsync<ArgumentNullException>(
            "reader", () => ExpositionSerializer.TryWriteAsync(null!, ExpositionFormat.Text, new SlowPipeWriter()));
        await Assert.ThrowsAsync<ArgumentNullException>(
            "format", () => ExpositionSerializer.TryWriteAsync(reader, null!, new SlowPipeWriter()));
        await Assert.ThrowsAsync<ArgumentNullException>(
            "output", () => ExpositionSerializer.TryWriteAsync(reader, ExpositionFormat.Text, null!));
    }

    private static async Task<string> WriteAsync(IMetricSource source)
    {
        using var body = new MemoryStream();
        await ExpositionSerializer.WriteAsync(source, ExpositionFormat.Text, body);
        return Encoding.UTF8.GetString(body.ToArray());
    }

    // Some 120 bytes each.
    private void AddSeries(int count)
    {
        var family = Factory.CreateGauge("big", "Help.", "a");
        for (var i = 0; i < count; i++)
        {
            family.WithLabels($"{i} {new string('x', 100)}");
        }
    }

    // The write returns only when its token is cancelled.
    private sealed class StuckStream : MemoryStream
    {
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
    }
}
