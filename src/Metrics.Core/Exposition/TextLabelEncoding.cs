using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Exposition;

/// <summary>The labels of the line formats, without the braces: <c>a="x",b="y"</c>.</summary>
internal sealed class TextLabelEncoding : LabelEncoding
{
    private readonly NameEscaping _escaping;

    private TextLabelEncoding(NameEscaping escaping) => _escaping = escaping;

    /// <summary>One for each escaping scheme.</summary>
    public static LabelEncoding[] All { get; } =
        Array.ConvertAll(Enum.GetValues<NameEscaping>(), escaping => new TextLabelEncoding(escaping));

    public override int GetMaxLength(LabelSet labels)
    {
        var length = 0;
        for (var i = 0; i < labels.Count; i++)
        {
            length += LabelFormatter.GetMaxLength(labels.Names[i], labels.Values[i]);
        }

        return length;
    }

    public override int Write(LabelSet labels, Span<byte> destination)
    {
        var length = 0;
        for (var i = 0; i < labels.Count; i++)
        {
            length += LabelFormatter.Write(labels.Names[i], labels.Values[i], _escaping, isFirst: i == 0, destination[length..]);
        }

        return length;
    }
}
