using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Exposition;

/// <summary>The labels of a metric in protobuf.</summary>
internal sealed class ProtobufLabelEncoding : LabelEncoding
{
    private readonly NameEscaping _escaping;

    private ProtobufLabelEncoding(NameEscaping escaping) => _escaping = escaping;

    /// <summary>One for each escaping scheme.</summary>
    public static LabelEncoding[] All { get; } =
        Array.ConvertAll(Enum.GetValues<NameEscaping>(), escaping => new ProtobufLabelEncoding(escaping));

    public override int GetMaxLength(LabelSet labels) => ProtobufLabels.GetMaxLength(labels);

    public override int Write(LabelSet labels, Span<byte> destination) => ProtobufLabels.Write(labels, _escaping, destination);
}
