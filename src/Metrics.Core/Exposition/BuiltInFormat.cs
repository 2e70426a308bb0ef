using System.Buffers;

namespace PrometheusMetrics.Exposition;

/// <summary>A format whose writer is in this assembly.</summary>
internal sealed class BuiltInFormat : ExpositionFormat
{
    private readonly Func<IBufferWriter<byte>, ExpositionWriter> _createWriter;
    private readonly ScrapeProtocol? _protocol;

    /// <param name="contentType">The media type.</param>
    /// <param name="createWriter">Creates a writer.</param>
    /// <param name="protocol">The same format in all escaping schemes, or null if it has only one.</param>
    public BuiltInFormat(string contentType, Func<IBufferWriter<byte>, ExpositionWriter> createWriter, ScrapeProtocol? protocol = null)
        : base(contentType)
    {
        _createWriter = createWriter;
        _protocol = protocol;
    }

    public override ExpositionWriter CreateWriter(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        return _createWriter(output);
    }

    internal override ExpositionFormat WithEscaping(EscapingScheme scheme) => _protocol?.With(scheme) ?? this;
}
