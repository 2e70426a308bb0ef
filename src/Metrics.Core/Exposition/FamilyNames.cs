using System.Text;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Exposition;

/// <summary>The names of the current family as a format writes them, and the starts of its lines. Each is prepared once per
/// family.</summary>
/// <remarks>The name under which Prometheus stores a series without parts, with <c>_total</c> or <c>_info</c>, is escaped as a whole; the
/// suffixes of parts are added to the result, because a server adds them itself if it reads protobuf.</remarks>
internal sealed class FamilyNames(NameEscaping escaping)
{
    private readonly Start[] _starts = new Start[Enum.GetValues<NameSuffix>().Length];
    private byte[] _text = new byte[512];
    private int _length;
    private Part _name;
    private Part _familyName;
    private string _unescaped = "";
    private bool _isQuoted;

    public NameEscaping Escaping => escaping;

    /// <summary>The name of the series: <c>x_total</c>, or <c>"x.y_total"</c>.</summary>
    public ReadOnlySpan<byte> Name => Get(_name);

    /// <summary>The name in the metadata of OpenMetrics: <c>x</c>, or <c>"x.y"</c>.</summary>
    public ReadOnlySpan<byte> FamilyName => Get(_familyName);

    public void Begin(MetricDescriptor family)
    {
        Array.Clear(_starts);
        _length = 0;
        _unescaped = family.FamilyName;
        _isQuoted = NameFormatter.IsQuoted(family.Name, NameKind.Metric, escaping);
        Reserve(NameFormatter.GetMaxLength(family.Name.Length));
        var begin = _length;
        _length += NameFormatter.Write(family.Name, NameKind.Metric, escaping, _text);
        _name = new Part(begin, _length);

        // No scheme changes the last letters.
        var suffix = family.Name.Length - family.FamilyName.Length;
        _familyName = suffix == 0 ? _name : AppendWithout(suffix);
    }

    /// <summary>Returns whether the family name ends with the unit, which OpenMetrics demands: a counter that keeps its name may be without
    /// it, and the schemes do not always preserve it.</summary>
    public bool HasSuffixOf(string unit) => escaping == NameEscaping.AllowUtf8
        ? _unescaped.EndsWith(unit, StringComparison.Ordinal) && _unescaped.AsSpan(0, _unescaped.Length - unit.Length).EndsWith('_')
        : FamilyName.Length > unit.Length && FamilyName[^(unit.Length + 1)] == '_' && Ascii.Equals(FamilyName[^unit.Length..], unit);

    /// <summary>Gets the start of the lines that have a suffix.</summary>
    public LineStart GetStart(NameSuffix suffix)
    {
        ref var start = ref _starts[(int)suffix];
        if (start.End == 0)
        {
            start = AppendStart(suffix == NameSuffix.Created ? _familyName : _name, GetText(suffix));
        }

        return new LineStart(_text.AsSpan(start.Open, start.Alone - start.Open), _text.AsSpan(start.Alone, start.End - start.Alone));
    }

    private static ReadOnlySpan<byte> GetText(NameSuffix suffix) => suffix switch
    {
        NameSuffix.Bucket => SampleParts.BucketSuffixUtf8,
        NameSuffix.Count => SampleParts.CountSuffixUtf8,
        NameSuffix.Sum => SampleParts.SumSuffixUtf8,
        NameSuffix.GaugeCount => "_gcount"u8,
        NameSuffix.GaugeSum => "_gsum"u8,
        NameSuffix.Created => "_created"u8,
        _ => default,
    };

    private ReadOnlySpan<byte> Get(Part part) => _text.AsSpan(part.Begin, part.End - part.Begin);

    private Part AppendWithout(int suffix)
    {
        var begin = _length;
        Reserve(Name.Length);
        Append(_isQuoted ? Name[..^(suffix + 1)] : Name[..^suffix]);
        Append(_isQuoted ? "\""u8 : default);
        return new Part(begin, _length);
    }

    private Start AppendStart(Part name, ReadOnlySpan<byte> suffix)
    {
        var open = _length;
        Reserve(2 * (name.End - name.Begin + suffix.Length + 4));
        AppendStart(name, suffix, _isQuoted ? "\","u8 : "{"u8);
        var alone = _length;
        AppendStart(name, suffix, _isQuoted ? "\"} "u8 : " "u8);
        return new Start(open, alone, _length);
    }

    private void AppendStart(Part name, ReadOnlySpan<byte> suffix, ReadOnlySpan<byte> end)
    {
        Append(_isQuoted ? "{\""u8 : default);
        Append(_isQuoted ? Get(name)[1..^1] : Get(name));
        Append(suffix);
        Append(end);
    }

    private void Append(ReadOnlySpan<byte> text)
    {
        text.CopyTo(_text.AsSpan(_length));
        _length += text.Length;
    }

    private void Reserve(int bytes)
    {
        if (_text.Length - _length < bytes)
        {
            Array.Resize(ref _text, Math.Max(2 * _text.Length, _length + bytes));
        }
    }

    private readonly record struct Part(int Begin, int End);

    private readonly record struct Start(int Open, int Alone, int End);
}
