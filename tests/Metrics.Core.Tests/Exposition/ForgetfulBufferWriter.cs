using System.Buffers;

namespace PrometheusMetrics.Tests.Exposition;

/// <summary>Returns the same memory each time, so that nothing is allocated after the beginning.</summary>
internal sealed class ForgetfulBufferWriter : IBufferWriter<byte>
{
    private readonly byte[] _memory = new byte[64 * 1024];

    public long Written { get; private set; }

    public void Advance(int count) => Written += count;

    public Memory<byte> GetMemory(int sizeHint = 0) => _memory;

    public Span<byte> GetSpan(int sizeHint = 0) => _memory;
}
