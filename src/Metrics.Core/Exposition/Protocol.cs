using System.Buffers;

namespace PrometheusMetrics.Exposition;

/// <summary>What a client can ask for by media type and version: the table of the negotiation.</summary>
internal sealed class Protocol
{
    private static readonly Func<IBufferWriter<byte>, ExpositionWriter> TextLines = output => new TextFormatWriter(output);
    private static readonly Func<IBufferWriter<byte>, ExpositionWriter> OpenMetricsLines = output => new OpenMetricsWriter(output);

    private readonly SchemeNaming _naming;
    private readonly ExpositionFormat[] _formats;

    private Protocol(
        string type, string subtype, string version, SchemeNaming naming, Func<IBufferWriter<byte>, ExpositionWriter> createWriter)
    {
        Type = type;
        Subtype = subtype;
        Version = version;
        _naming = naming;
        var contentType = $"{type}/{subtype}; version={version}; charset=utf-8";
        _formats = Array.ConvertAll(Enum.GetValues<EscapingScheme>(), scheme => new ExpositionFormat(
            scheme == EscapingScheme.Unnamed ? contentType : $"{contentType}; escaping={EscapingSchemes.Name(scheme)}",
            createWriter));
    }

    private enum SchemeNaming
    {
        IfAsked,
        Always,
        Never,
    }

    public static Protocol Text004 { get; } = new("text", "plain", "0.0.4", SchemeNaming.IfAsked, TextLines) { IsDefaultVersion = true };

    public static Protocol Text100 { get; } = new("text", "plain", "1.0.0", SchemeNaming.Always, TextLines);

    public static Protocol OpenMetrics100 { get; } =
        new("application", "openmetrics-text", "1.0.0", SchemeNaming.Always, OpenMetricsLines) { IsDefaultVersion = true };

    public static Protocol OpenMetrics001 { get; } = new("application", "openmetrics-text", "0.0.1", SchemeNaming.Never, OpenMetricsLines);

    public static ReadOnlySpan<Protocol> All => Table;

    public string Type { get; }

    public string Subtype { get; }

    public string Version { get; }

    /// <summary>Whether a client that names no version means this one.</summary>
    public bool IsDefaultVersion { get; private init; }

    // Below the protocols, because statics are made from top to bottom.
    private static Protocol[] Table { get; } = [Text004, Text100, OpenMetrics100, OpenMetrics001];

    public ExpositionFormat With(EscapingScheme scheme) => _formats[(int)(_naming switch
    {
        SchemeNaming.Always when scheme == EscapingScheme.Unnamed => EscapingScheme.Underscores,
        SchemeNaming.Never => EscapingScheme.Unnamed,
        _ => scheme,
    })];
}
