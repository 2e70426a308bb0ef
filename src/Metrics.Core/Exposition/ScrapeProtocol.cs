using System.Buffers;

namespace PrometheusMetrics.Exposition;

/// <summary>A built-in format in one version, with one instance per escaping scheme.</summary>
internal sealed class ScrapeProtocol
{
    private static readonly Func<IBufferWriter<byte>, ExpositionWriter> TextLines = output => new TextFormatWriter(output);
    private static readonly Func<IBufferWriter<byte>, ExpositionWriter> OpenMetricsLines = output => new OpenMetricsWriter(output);

    private readonly SchemeNaming _naming;
    private readonly BuiltInFormat[] _formats;

    private ScrapeProtocol(string mediaType, SchemeNaming naming, Func<IBufferWriter<byte>, ExpositionWriter> createWriter)
    {
        _naming = naming;
        var contentType = $"{mediaType}; charset=utf-8";
        _formats = Array.ConvertAll(Enum.GetValues<EscapingScheme>(), scheme => new BuiltInFormat(
            scheme == EscapingScheme.Unnamed ? contentType : $"{contentType}; escaping={EscapingSchemes.Name(scheme)}",
            createWriter,
            this));
    }

    private enum SchemeNaming
    {
        IfRequested,
        Always,
        Never,
    }

    public static ScrapeProtocol Text004 { get; } = new("text/plain; version=0.0.4", SchemeNaming.IfRequested, TextLines);

    public static ScrapeProtocol Text100 { get; } = new("text/plain; version=1.0.0", SchemeNaming.Always, TextLines);

    public static ScrapeProtocol OpenMetrics100 { get; } =
        new("application/openmetrics-text; version=1.0.0", SchemeNaming.Always, OpenMetricsLines);

    public static ScrapeProtocol OpenMetrics001 { get; } =
        new("application/openmetrics-text; version=0.0.1", SchemeNaming.Never, OpenMetricsLines);

    /// <summary>All built-in formats. A client that names no version gets the first one of its media type.</summary>
    public static ReadOnlySpan<ExpositionFormat> Formats => Table;

    /// <summary>The format for a client that names no scheme.</summary>
    public ExpositionFormat Format => With(EscapingScheme.Unnamed);

    // Declared after the protocols, because static members are initialised in textual order.
    private static ExpositionFormat[] Table { get; } = [Text004.Format, Text100.Format, OpenMetrics100.Format, OpenMetrics001.Format];

    public ExpositionFormat With(EscapingScheme scheme) => _formats[(int)(_naming switch
    {
        SchemeNaming.Always when scheme == EscapingScheme.Unnamed => EscapingScheme.Underscores,
        SchemeNaming.Never => EscapingScheme.Unnamed,
        _ => scheme,
    })];
}
