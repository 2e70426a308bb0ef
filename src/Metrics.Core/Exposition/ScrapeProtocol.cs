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

    private ScrapeProtocol(string mediaType, SchemeNaming naming, Func<IBufferWriter<byte>, NameEscaping, ExpositionWriter> createWriter)
    {
        _naming = naming;
        var contentType = $"{mediaType}; charset=utf-8";
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

    public static ScrapeProtocol Text004 { get; } = new("text/plain; version=0.0.4", SchemeNaming.IfRequested, TextLines);

    public static ScrapeProtocol Text100 { get; } = new("text/plain; version=1.0.0", SchemeNaming.Always, TextLines);

    public static ScrapeProtocol OpenMetrics100 { get; } =
        new("application/openmetrics-text; version=1.0.0", SchemeNaming.Always, OpenMetricsLines);

    public static ScrapeProtocol OpenMetrics001 { get; } =
        new("application/openmetrics-text; version=0.0.1", SchemeNaming.Never, OpenMetricsLines);

    /// <summary>All built-in formats. A client that names no version gets the first one of its media type.</summary>
    public static ReadOnlySpan<ExpositionFormat> Formats => Table;

    /// <summary>The format for a client that names no scheme.</summary>
    public ExpositionFormat Format => With(null);

    // Declared after the protocols, because static members are initialised in textual order.
    private static ExpositionFormat[] Table { get; } = [Text004.Format, Text100.Format, OpenMetrics100.Format, OpenMetrics001.Format];

    /// <summary>Gets the format for a client that names a scheme, or null.</summary>
    public ExpositionFormat With(NameEscaping? escaping) => _naming switch
    {
        SchemeNaming.Always => _named[(int)(escaping ?? NameEscaping.Underscores)],
        SchemeNaming.IfRequested when escaping is { } requested => _named[(int)requested],
        _ => _unnamed,
    };
}
