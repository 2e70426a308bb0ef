using System.Buffers;

namespace PrometheusMetrics.Exposition;

/// <summary>A format in which metrics go over the wire. Ask <see cref="ContentNegotiation"/> for the one that suits a client.</summary>
/// <remarks>Each format exists once, so two of them are equal if they are the same object.</remarks>
/// <threadsafety>Immutable, so every member may be used from any thread.</threadsafety>
public sealed class ExpositionFormat
{
    private readonly Func<IBufferWriter<byte>, ExpositionWriter> _createWriter;

    internal ExpositionFormat(string contentType, Func<IBufferWriter<byte>, ExpositionWriter> createWriter)
    {
        ContentType = contentType;
        _createWriter = createWriter;
    }

    /// <summary>Prometheus' text format 0.0.4, which everything reads: <c>text/plain; version=0.0.4; charset=utf-8</c>.</summary>
    public static ExpositionFormat Text => Protocol.Text004.With(EscapingScheme.Unnamed);

    /// <summary>OpenMetrics 1.0.0, which knows units, exemplars and every type:
    /// <c>application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=underscores</c>.</summary>
    public static ExpositionFormat OpenMetrics => Protocol.OpenMetrics100.With(EscapingScheme.Underscores);

    /// <summary>Text 0.0.4 without timestamps, which a Pushgateway refuses.</summary>
    internal static ExpositionFormat PushedText { get; } = new("text/plain; version=0.0.4; charset=utf-8", output => new TextFormatWriter(output, timestamps: false));

    /// <summary>The exact value of the <c>Content-Type</c> header of a body in this format.</summary>
    public string ContentType { get; }

    /// <summary>Makes the writer of one body.</summary>
    /// <param name="output">Where the body goes. The writer asks it for one line's room at a time, and never flushes.</param>
    public ExpositionWriter CreateWriter(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        return _createWriter(output);
    }

    /// <summary>Gives the content type.</summary>
    public override string ToString() => ContentType;
}
