using System.Buffers;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Exposition;

/// <summary>A format in which metrics are exposed. <see cref="ContentNegotiation"/> chooses the format for a client.</summary>
/// <remarks>Each built-in format has one instance per escaping scheme, so compare formats by reference. For your own format, derive from
/// this class and from <see cref="ExpositionWriter"/>.</remarks>
/// <threadsafety>Immutable, so every member may be used from any thread. A derived format must be immutable too.</threadsafety>
public abstract class ExpositionFormat
{
    /// <summary>Creates a format.</summary>
    /// <param name="contentType">The media type with all parameters, as in the <c>Content-Type</c> header. Clients request the format by
    /// its type and parameters.</param>
    /// <exception cref="ArgumentNullException"><paramref name="contentType"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="contentType"/> is not a media type of printable ASCII, is a wildcard, or names a
    /// parameter twice or <c>q</c>.</exception>
    protected ExpositionFormat(string contentType)
    {
        MediaType = MediaType.Parse(contentType, nameof(contentType));
        ContentType = contentType;
    }

    /// <summary>Prometheus' text format 0.0.4, which every reader supports: <c>text/plain; version=0.0.4; charset=utf-8</c>.</summary>
    public static ExpositionFormat Text => ScrapeProtocol.Text004.Format;

    /// <summary>OpenMetrics 1.0.0, which supports units, exemplars and all metric types: <c>application/openmetrics-text; version=1.0.0;
    /// charset=utf-8; escaping=underscores</c>.</summary>
    public static ExpositionFormat OpenMetrics => ScrapeProtocol.OpenMetrics100.Format;

    /// <summary>OpenMetrics 1.0.0 with a line <c>_created</c> for each counter, histogram and summary: the time at which counting began, in
    /// seconds since 1970. It is not in <see cref="BuiltIn"/>, because Prometheus stores these lines as additional series unless it is
    /// started with <c>--enable-feature=created-timestamp-zero-ingestion</c>. To serve it, pass it to <see cref="ContentNegotiation"/> in
    /// place of <see cref="OpenMetrics"/>, which has the same content type.</summary>
    public static ExpositionFormat OpenMetricsWithCreated => ScrapeProtocol.OpenMetrics100WithCreated.Format;

    /// <summary>OpenMetrics 2.0.0-rc0, in which a histogram or summary is one line, with native buckets and created timestamps:
    /// <c>application/openmetrics-text; version=2.0.0; charset=utf-8; escaping=underscores</c>. <see cref="ContentNegotiation"/> chooses it
    /// only for a client that names this version. Prometheus reads it from version 3.15 on. The specification is a release candidate, and
    /// the format will follow it.</summary>
    public static ExpositionFormat OpenMetrics2 => ScrapeProtocol.OpenMetrics200.Format;

    /// <summary>The messages <c>io.prometheus.client.MetricFamily</c> of protocol buffers, which support native histograms, created
    /// timestamps, units and exemplars: <c>application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited;
    /// escaping=underscores</c>. An info or state set becomes a gauge. <see cref="ContentNegotiation"/> chooses it only for a client that
    /// names both parameters.</summary>
    /// <remarks>The length of a family is before its first byte, so the writer keeps one family in memory.</remarks>
    public static ExpositionFormat Protobuf => ScrapeProtocol.Protobuf.Format;

    /// <summary>All built-in formats, in the order of preference of <see cref="ContentNegotiation"/>: text 0.0.4 and 1.0.0,
    /// OpenMetrics 1.0.0, 0.0.1 and 2.0.0, and protobuf.</summary>
    public static ReadOnlySpan<ExpositionFormat> BuiltIn => ScrapeProtocol.Formats;

    /// <summary>Text 0.0.4 without timestamps, which a Pushgateway and the textfile collector of node_exporter reject.</summary>
    internal static ExpositionFormat PushedText { get; } = new BuiltInFormat(
        "text/plain; version=0.0.4; charset=utf-8",
        NameEscaping.Underscores,
        (output, escaping) => new TextFormatWriter(output, escaping, timestamps: false));

    /// <summary>The same text with names as they are, quoted if they are not legacy names.</summary>
    internal static ExpositionFormat PushedUtf8Text { get; } = new BuiltInFormat(
        "text/plain; version=1.0.0; charset=utf-8; escaping=allow-utf-8",
        NameEscaping.AllowUtf8,
        (output, escaping) => new TextFormatWriter(output, escaping, timestamps: false));

    /// <summary>Protobuf as a Pushgateway reads it, with the content type that it compares.</summary>
    internal static ExpositionFormat PushedProtobuf { get; } = new BuiltInFormat(
        "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited",
        NameEscaping.Underscores,
        (output, escaping) => new ProtobufWriter(output, escaping, forGateway: true));

    /// <summary>The exact value of the <c>Content-Type</c> header of a body in this format.</summary>
    public string ContentType { get; }

    /// <summary>The scheme in which the format writes names, for <see cref="CollectionRequest.Escaping"/>.</summary>
    /// <value><see cref="NameEscaping.AllowUtf8"/> for a format of your own that does not override it: it writes names as they
    /// are.</value>
    public virtual NameEscaping Escaping => NameEscaping.AllowUtf8;

    internal MediaType MediaType { get; }

    /// <summary>Whether only a client that names all parameters of the media type gets the format, because others may not be able to
    /// read it.</summary>
    internal virtual bool IsChosenByFullNameOnly => false;

    /// <summary>Creates the writer of one body.</summary>
    /// <param name="output">The buffer that receives the body. The writer of a built-in format requests memory for one line at a time, and
    /// never flushes.</param>
    /// <exception cref="ArgumentNullException"><paramref name="output"/> is null.</exception>
    public abstract ExpositionWriter CreateWriter(IBufferWriter<byte> output);

    /// <summary>Returns the content type.</summary>
    public override string ToString() => ContentType;

    /// <summary>Returns the same format in a scheme, or in that of a client that names none; only built-in formats have several.</summary>
    internal virtual ExpositionFormat WithEscaping(NameEscaping? escaping) => this;
}
