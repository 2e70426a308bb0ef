namespace PrometheusMetrics.AspNetCore;

/// <summary>The body of a response as a stream, which reports what is written to it.</summary>
internal sealed class MeasuredStream : Stream
{
    private readonly RequestMeasurement _measurement;

    public MeasuredStream(RequestMeasurement measurement) => _measurement = measurement;

    /// <summary>The stream of the server.</summary>
    public Stream Inner { get; set; } = Null;

    public override bool CanRead => Inner.CanRead;

    public override bool CanSeek => Inner.CanSeek;

    public override bool CanWrite => Inner.CanWrite;

    public override bool CanTimeout => Inner.CanTimeout;

    public override long Length => Inner.Length;

    public override long Position
    {
        get => Inner.Position;
        set => Inner.Position = value;
    }

    public override int ReadTimeout
    {
        get => Inner.ReadTimeout;
        set => Inner.ReadTimeout = value;
    }

    public override int WriteTimeout
    {
        get => Inner.WriteTimeout;
        set => Inner.WriteTimeout = value;
    }

    public override void Flush()
    {
        _measurement.OnSending();
        Inner.Flush();
    }

    public override Task FlushAsync(CancellationToken cancellationToken)
    {
        _measurement.OnSending();
        return Inner.FlushAsync(cancellationToken);
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        _measurement.OnWriting();
        Inner.Write(buffer, offset, count);
        _measurement.OnSent(count);
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _measurement.OnWriting();
        Inner.Write(buffer);
        _measurement.OnSent(buffer.Length);
    }

    public override void WriteByte(byte value)
    {
        _measurement.OnWriting();
        Inner.WriteByte(value);
        _measurement.OnSent(1);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        _measurement.OnWriting();
        var writing = Inner.WriteAsync(buffer, offset, count, cancellationToken);
        _measurement.OnSent(count);
        return writing;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _measurement.OnWriting();
        var writing = Inner.WriteAsync(buffer, cancellationToken);
        _measurement.OnSent(buffer.Length);
        return writing;
    }

    public override IAsyncResult BeginWrite(byte[] buffer, int offset, int count, AsyncCallback? callback, object? state)
    {
        _measurement.OnWriting();
        var writing = Inner.BeginWrite(buffer, offset, count, callback, state);
        _measurement.OnSent(count);
        return writing;
    }

    public override void EndWrite(IAsyncResult asyncResult) => Inner.EndWrite(asyncResult);

    public override int Read(byte[] buffer, int offset, int count) => Inner.Read(buffer, offset, count);

    public override long Seek(long offset, SeekOrigin origin) => Inner.Seek(offset, origin);

    public override void SetLength(long value) => Inner.SetLength(value);

    public override async ValueTask DisposeAsync()
    {
        await Inner.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
