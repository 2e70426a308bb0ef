using System.Buffers;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Exposition;

/// <summary>A format whose writer is in this assembly.</summary>
internal sealed class BuiltInFormat : ExpositionFormat
{
    private readonly Func<IBufferWriter<byte>, NameEscaping, ExpositionWriter> _createWriter;
    private readonly ScrapeProtocol? _protocol;

    /// <param name="contentType">The media type.</param>
    /// <param name="escaping">The scheme in which names are written.</param>
    /// <param name="createWriter">Creates a writer.</param>
    /// <param name="protocol">The same format in all escaping schemes, or null if it has only one.</param>
    public BuiltInFormat(
        string contentType,
        NameEscaping escaping,
        Func<IBufferWriter<byte>, NameEscaping, ExpositionWriter> createWriter,
        ScrapeProtocol? protocol = null)
        : base(contentType)
    {
        Escaping = escaping;
        _createWriter = createWriter;
        _protocol = protocol;
    }

    public override NameEscaping Escaping { get; }

    internal override bool IsChosenByFullNameOnly => _protocol?.IsChosenByFullNameOnly == true;

    public override ExpositionWriter CreateWriter(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        return _createWriter(output, Escaping);
    }

    internal override ExpositionFormat WithEscaping(NameEscaping? escaping) => _protocol?.With(escaping) ?? this;
}
