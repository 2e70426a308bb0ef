namespace PrometheusMetrics.Exposition;

/// <summary>A message in progress, in memory that grows and is reused for the next message.</summary>
internal sealed class ProtobufBuffer
{
    private byte[] _bytes = new byte[1024];
    private int _length;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    public void Clear() => _length = 0;

    /// <summary>Returns memory for bytes that are written by the caller, who then calls <see cref="Advance"/>.</summary>
    public Span<byte> GetSpan(int bytes)
    {
        if (_bytes.Length - _length < bytes)
        {
            Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, _length + bytes));
        }

        return _bytes.AsSpan(_length);
    }

    public void Advance(int bytes) => _length += bytes;

    public void WriteVarint(ulong value) => _length += ProtobufEncoding.WriteVarint(value, GetSpan(ProtobufEncoding.MaxVarint));

    public void WriteVarintField(int field, ulong value) =>
        _length += ProtobufEncoding.WriteVarintField(field, value, GetSpan(2 * ProtobufEncoding.MaxVarint));

    public void WriteSignedField(int field, long value) => WriteVarintField(field, ProtobufEncoding.ZigZag(value));

    public void WriteDoubleField(int field, double value) =>
        _length += ProtobufEncoding.WriteDoubleField(field, value, GetSpan(ProtobufEncoding.MaxVarint + sizeof(double)));

    public void WriteStringField(int field, string text) =>
        _length += ProtobufEncoding.WriteStringField(field, text, GetSpan(ProtobufEncoding.GetMaxLength(text.Length)));

    /// <summary>Begins a nested message or packed list.</summary>
    /// <returns>The argument of <see cref="End"/>.</returns>
    public int Begin(int field)
    {
        _length += ProtobufEncoding.BeginField(field, GetSpan(ProtobufEncoding.MaxPrefix));
        return _length;
    }

    /// <summary>Ends a nested message or packed list.</summary>
    /// <param name="begin">What <see cref="Begin"/> returned.</param>
    public void End(int begin)
    {
        GetSpan(ProtobufEncoding.MaxPrefix);
        _length = ProtobufEncoding.EndField(begin, _length - begin, _bytes);
    }
}
