using System.Buffers;

namespace PrometheusMetrics.Tests.Exposition;

/// <summary>Returns exactly as much memory as is requested, a new array each time, filled with invalid bytes: a writer that requests too
/// little fails.</summary>
internal sealed class TightBufferWriter : IBufferWriter<byte>
{
    private readonly List<byte> _written = [];
    private byte[] _current = [];

    public byte[] Written => [.. _written];

    public void Advance(int count)
    {
        _written.AddRange(_current.AsSpan(0, count));
        _current = [];
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        _current = new byte[Math.Max(sizeHint, 1)];
        _current.AsSpan().Fill(0xFF);
        return _current;
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
}
