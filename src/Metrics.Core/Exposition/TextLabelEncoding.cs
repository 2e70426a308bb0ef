using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Exposition;

/// <summary>The labels of the line formats, without the braces: <c>a="x",b="y"</c>.</summary>
internal sealed class TextLabelEncoding : LabelEncoding
{
    private TextLabelEncoding()
    {
    }

    public static TextLabelEncoding Instance { get; } = new();

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
            length += LabelFormatter.Write(labels.Names[i], labels.Values[i], isFirst: i == 0, destination[length..]);
        }

        return length;
    }
}
