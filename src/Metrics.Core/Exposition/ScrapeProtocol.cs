using System.Buffers;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Exposition;

/// <summary>A built-in format in one version, with one instance per escaping scheme.</summary>
internal sealed class ScrapeProtocol
{
    private static readonly Func<IBufferWriter<byte>, NameEscaping, ExpositionWriter> TextLines =
        (output, escaping) => new TextFormatWriter(output, escaping);

    private static readonly Func<IBufferWriter<byte>, NameEscaping, ExpositionWriter> OpenMetricsLines =
        (output, escaping) => new OpenMetricsWriter(output, escaping);

    private readonly SchemeNaming _naming;
    private readonly BuiltInFormat _unnamed;
    private readonly BuiltInFormat[] _named;

    private ScrapeProtocol(
        string contentType,
        SchemeNaming naming,
        Func<IBufferWriter<byte>, NameEscaping, ExpositionWriter> createWriter,
        bool isChosenByFullNameOnly = false)
    {
        _naming = naming;
        IsChosenByFullNameOnly = isChosenByFullNameOnly;
        _unnamed = new BuiltInFormat(contentType, NameEscaping.Underscores, createWriter, this);
        _named = Array.ConvertAll(Enum.GetValues<NameEscaping>(), escaping => new BuiltInFormat(
            $"{contentType}; escaping={EscapingSchemes.Name(escaping)}", escaping, createWriter, this));
    }

    private enum SchemeNaming
    {
        IfRequested,
        Always,
        Never,
    }

    public static ScrapeProtocol Text004 { get; } =
        new("text/plain; version=0.0.4; charset=utf-8", SchemeNaming.IfRequested, TextLines);

    public static ScrapeProtocol Text100 { get; } = new("text/plain; version=1.0.0; charset=utf-8", SchemeNaming.Always, TextLines);

    public static ScrapeProtocol OpenMetrics001 { get; } =
        new("application/openmetrics-text; version=0.0.1; charset=utf-8", SchemeNaming.Never, OpenMetricsLines);

    public static ScrapeProtocol OpenMetrics100 { get; } =
        new("application/openmetrics-text; version=1.0.0; charset=utf-8", SchemeNaming.Always, OpenMetricsLines);

    /// <summary>The same version with <c>_created</c> lines, which replaces it for those who want them.</summary>
    public static ScrapeProtocol OpenMetrics100WithCreated { get; } = new(
        "application/openmetrics-text; version=1.0.0; charset=utf-8",
        SchemeNaming.Always,
        (output, escaping) => new OpenMetricsWriter(output, escaping, createdLines: true));

    public static ScrapeProtocol OpenMetrics200 { get; } = new(
        "application/openmetrics-text; version=2.0.0; charset=utf-8",
        SchemeNaming.Always,
        (output, escaping) => new OpenMetrics2Writer(output, escaping),
        isChosenByFullNameOnly: true);

    public static ScrapeProtocol Protobuf { get; } = new(
        "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited",
        SchemeNaming.Always,
        (output, escaping) => new ProtobufWriter(output, escaping),
        isChosenByFullNameOnly: true);

    /// <summary>All built-in formats. A client that names no version gets the first one of its media type.</summary>
    public static ReadOnlySpan<ExpositionFormat> Formats => Table;

    /// <inheritdoc cref="ExpositionFormat.IsChosenByFullNameOnly"/>
    public bool IsChosenByFullNameOnly { get; }

    /// <summary>The format for a client that names no scheme.</summary>
    public ExpositionFormat Format => With(null);

    // Declared after the protocols, because static members are initialised in textual order.
    private static ExpositionFormat[] Table { get; } =
    [
        Text004.Format, Text100.Format, OpenMetrics100.Format, OpenMetrics001.Format, OpenMetrics200.Format, Protobuf.Format,
    ];

    /// <summary>Gets the format for a client that names a scheme, or null.</summary>
    public ExpositionFormat With(NameEscaping? escaping) => _naming switch
    {
        SchemeNaming.Always => _named[(int)(escaping ?? NameEscaping.Underscores)],
        SchemeNaming.IfRequested when escaping is { } requested => _named[(int)requested],
        _ => _unnamed,
    };
}
