namespace PrometheusMetrics.AspNetCore;

/// <summary>The body of a response as a stream, which reports what is written to it.</summary>
internal sealed class MeasuredStream : ForwardingStream
{
    private readonly RequestMeasurement _measurement;

    public MeasuredStream(RequestMeasurement measurement) => _measurement = measurement;

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

    public override async ValueTask DisposeAsync()
    {
        await Inner.DisposeAsync();
        await base.DisposeAsync();
    }
}
