using System.Buffers;

namespace PrometheusMetrics.Exposition;

/// <summary>A format in which metrics go over the wire. Ask <see cref="ContentNegotiation"/> for the one that suits a client.</summary>
/// <remarks>Each built-in format exists once, so two of them are equal if they are the same object. Derive from it, and from
/// <see cref="ExpositionWriter"/>, for a format of your own.</remarks>
/// <threadsafety>Immutable, as a derived format must be too, so every member may be used from any thread.</threadsafety>
public abstract class ExpositionFormat
{
    /// <summary>Initializes a format.</summary>
    /// <param name="contentType">The whole media type with all parameters, as it stands in the <c>Content-Type</c> header: by these a
    /// client asks for the format.</param>
    /// <exception cref="ArgumentNullException"><paramref name="contentType"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="contentType"/> is not a media type of printable ASCII, is a wildcard, or names a
    /// parameter twice or <c>q</c>.</exception>
    protected ExpositionFormat(string contentType)
    {
        MediaType = MediaType.Parse(contentType, nameof(contentType));
        ContentType = contentType;
    }

    /// <summary>Prometheus' text format 0.0.4, which everything reads: <c>text/plain; version=0.0.4; charset=utf-8</c>.</summary>
    public static ExpositionFormat Text => ScrapeProtocol.Text004.Format;

    /// <summary>OpenMetrics 1.0.0, which knows units, exemplars and every type: <c>application/openmetrics-text; version=1.0.0;
    /// charset=utf-8; escaping=underscores</c>.</summary>
    public static ExpositionFormat OpenMetrics => ScrapeProtocol.OpenMetrics100.Format;

    /// <summary>Every built-in format, in the order in which <see cref="ContentNegotiation"/> prefers them: text 0.0.4 and 1.0.0,
    /// OpenMetrics 1.0.0 and 0.0.1.</summary>
    public static ReadOnlySpan<ExpositionFormat> BuiltIn => ScrapeProtocol.Formats;

    /// <summary>Text 0.0.4 without timestamps, which a Pushgateway refuses.</summary>
    internal static ExpositionFormat PushedText { get; } =
        new BuiltInFormat("text/plain; version=0.0.4; charset=utf-8", output => new TextFormatWriter(output, timestamps: false));

    /// <summary>The exact value of the <c>Content-Type</c> header of a body in this format.</summary>
    public string ContentType { get; }

    internal MediaType MediaType { get; }

    /// <summary>Creates the writer of one body.</summary>
    /// <param name="output">The buffer that receives the body. The writer of a built-in format asks it for one line's room at a time, and never
    /// flushes.</param>
    /// <exception cref="ArgumentNullException"><paramref name="output"/> is null.</exception>
    public abstract ExpositionWriter CreateWriter(IBufferWriter<byte> output);

    /// <summary>Returns the content type.</summary>
    public override string ToString() => ContentType;

    /// <summary>Returns the same format under the content type that names a scheme; only built-in formats have several.</summary>
    internal virtual ExpositionFormat WithEscaping(EscapingScheme scheme) => this;
}
