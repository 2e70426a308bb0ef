using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Exposition;

/// <summary>Encodes labels as the fields <c>label</c> of a metric or an exemplar, whose numbers are the same.</summary>
internal static class ProtobufLabels
{
    private const int Label = 1;
    private const int Name = 1;
    private const int Value = 2;

    /// <summary>Returns an upper bound of the length of all labels in bytes, without reading them.</summary>
    public static int GetMaxLength(LabelSet labels)
    {
        var length = 0;
        for (var i = 0; i < labels.Count; i++)
        {
            length += GetMaxLength(labels.Names[i], labels.Values[i]);
        }

        return length;
    }

    /// <summary>Returns an upper bound of the length of one label in bytes, without reading it.</summary>
    public static int GetMaxLength(string name, string value) =>
        ProtobufEncoding.MaxPrefix + GetMaxNameLength(name) + ProtobufEncoding.GetMaxLength(value.Length);

    /// <summary>Returns an upper bound of the length of a field that holds a name.</summary>
    public static int GetMaxNameLength(string name) => ProtobufEncoding.MaxPrefix + EscapedName.GetMaxLength(name.Length);

    /// <returns>The number of written bytes.</returns>
    public static int Write(LabelSet labels, NameEscaping escaping, Span<byte> destination)
    {
        var length = 0;
        for (var i = 0; i < labels.Count; i++)
        {
            length += Write(labels.Names[i], labels.Values[i], escaping, destination[length..]);
        }

        return length;
    }

    /// <returns>The number of written bytes.</returns>
    public static int Write(string name, string value, NameEscaping escaping, Span<byte> destination)
    {
        var begin = ProtobufEncoding.BeginField(Label, destination);
        var length = begin;
        length += WriteName(Name, name, NameKind.Label, escaping, destination[length..]);
        length += ProtobufEncoding.WriteStringField(Value, value, destination[length..]);
        return ProtobufEncoding.EndField(begin, length - begin, destination);
    }

    /// <summary>Writes a field that holds the name of a metric or label.</summary>
    /// <returns>The number of written bytes.</returns>
    public static int WriteName(int field, string name, NameKind kind, NameEscaping escaping, Span<byte> destination)
    {
        var begin = ProtobufEncoding.BeginField(field, destination);
        return ProtobufEncoding.EndField(begin, EscapedName.Write(name, kind, escaping, destination[begin..]), destination);
    }
}
