using PrometheusMetrics.Export;
using PrometheusMetrics.Exposition;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Export;

/// <summary>A receiver that stops reading is a result, not an exception.</summary>
public class TryWriteTests : EngineTest
{
    private const int Slice = 64 * 1024;

    [Fact]
    public async Task A_body_that_fits_one_slice_is_flushed_once_after_its_length_is_announced()
    {
        AddSeries(10);
        var output = new SlowPipeWriter();
        List<(long Length, int Flushes)> announced = [];

        Assert.True(await TryWriteAsync(output, length => announced.Add((length, output.Flushed.Count))));

        Assert.Equal([(Assert.Single(output.Flushed), 0)], announced);
        Assert.Equal(0, output.UnflushedBytes);
    }

    [Fact]
    public async Task A_long_body_is_flushed_by_slices_to_its_end()
    {
        AddSeries(2000);
        var (output, whole) = (new SlowPipeWriter(), new MemoryStream());

        Assert.True(await TryWriteAsync(output, length => Assert.Fail($"announced {length}")));

        await ExpositionSerializer.WriteAsync(Registry, ExpositionFormat.Text, whole);
        Assert.Equal(whole.Length, output.Flushed.Sum());
        Assert.All(output.Flushed.SkipLast(1), size => Assert.InRange(size, Slice, Slice + (20 * 1024)));
        Assert.Equal(0, output.UnflushedBytes);
    }

    [Fact]
    public async Task It_ends_when_the_receiver_has_disconnected()
    {
        AddSeries(2000);
        var (reader, output) = (new CountingReader(Registry.Read()), new SlowPipeWriter { ReceiverHasGone = true });

        Assert.False(await ExpositionSerializer.TryWriteAsync(reader, ExpositionFormat.Text, output));

        Assert.Single(output.Flushed);
        Assert.InRange(reader.Steps, 1, 1000);
    }

    [Fact]
    public async Task A_receiver_that_disconnects_after_the_last_byte_has_the_whole_body()
    {
        AddSeries(10);

        Assert.True(await TryWriteAsync(new SlowPipeWriter { ReceiverHasGone = true }));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(2000)]
    public async Task The_token_ends_a_flush_that_waits_for_the_receiver(int series)
    {
        AddSeries(series);
        using var cancellation = new CancellationTokenSource();
        var output = new SlowPipeWriter { HoldsFlushes = true };
        var writing = TryWriteAsync(output, cancellationToken: cancellation.Token);
        Assert.False(writing.IsCompleted);

        await cancellation.CancelAsync();

        Assert.False(await writing.WaitAsync(ParallelRunner.Deadline));
        Assert.Single(output.Flushed);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(2000)]
    public async Task Nothing_is_written_or_announced_after_a_cancellation(int series)
    {
        AddSeries(series);
        var output = new SlowPipeWriter();

        Assert.False(await TryWriteAsync(
            output, length => Assert.Fail($"announced {length}"), new CancellationToken(canceled: true)));

        Assert.Empty(output.Flushed);
        Assert.Equal(0, output.UnflushedBytes);
    }

    [Theory]
    [InlineData(3, 0)]
    [InlineData(12, 1)]
    public async Task The_pipe_has_nothing_of_a_slice_whose_reader_throws(int throwsAt, int flushes)
    {
        AddSeries(2000);
        var (reader, output) = (new CountingReader(Registry.Read()) { ThrowsAt = throwsAt }, new SlowPipeWriter());

        await Assert.ThrowsAsync<InvalidTimeZoneException>(
            () => ExpositionSerializer.TryWriteAsync(reader, ExpositionFormat.OpenMetrics, output));

        Assert.Equal(flushes, output.Flushed.Count);
        Assert.Equal(0, output.UnflushedBytes);
    }

    private async Task<bool> TryWriteAsync(
        SlowPipeWriter output, Action<long>? lengthKnown = null, CancellationToken cancellationToken = default)
    {
        using var reader = Registry.Read();
        return await ExpositionSerializer.TryWriteAsync(
            reader, ExpositionFormat.Text, output, lengthKnown, cancellationToken: cancellationToken);
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
}
