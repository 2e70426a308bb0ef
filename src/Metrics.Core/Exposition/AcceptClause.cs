using System.Globalization;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Exposition;

/// <summary>One clause of an Accept header: a media range, and its parameters. Source: RFC 9110, 12.5.1.</summary>
internal ref struct AcceptClause
{
    // Three decimals are legal, and some clients send what their language writes for a number.
    private const int MaxWeightLength = 32;

    private ReadOnlySpan<char> _type;
    private ReadOnlySpan<char> _subtype;

    // Those before the weight, all well-formed.
    private ReadOnlySpan<char> _parameters;

    /// <summary>The requested escaping scheme, or null if none is named.</summary>
    public NameEscaping? Escaping { get; private set; }

    /// <summary>The weight, 0 to 1; 0 excludes what the clause matches.</summary>
    public double Weight { get; private set; }

    private readonly bool IsAnySubtype => _subtype is "*";

    public static bool TryParse(ReadOnlySpan<char> text, out AcceptClause clause)
    {
        clause = default;
        clause.Weight = 1;
        var reader = new MediaTypeReader(text);
        return reader.TryReadType(out clause._type, out clause._subtype)
            && (clause._type is not "*" || clause.IsAnySubtype)
            && clause.TryReadParameters(reader);
    }

    /// <summary>Gets how precisely the clause matches a format: 1 by any type, 2 by any subtype, 3 by the type alone or some of the
    /// parameters, 4 by all parameters of the format, 0 not at all.</summary>
    public readonly int Precision(ExpositionFormat format)
    {
        if (_type is "*")
        {
            return 1;
        }

        if (IsAnySubtype)
        {
            return IsType(format.MediaType.Type) ? 2 : 0;
        }

        return Precision(format, CountNamed(format.MediaType));
    }

    /// <summary>Finds the format that the clause requests, which is one of those that it matches.</summary>
    /// <remarks>A wildcard requests the first format that is not excluded, if that matches, because its client has no preference. A clause
    /// without some of the parameters requests the first of the formats that have most of the parameters that it names. A format that is
    /// chosen by its full name only is requested by a clause with all of its parameters.</remarks>
    /// <param name="formats">The formats.</param>
    /// <param name="excluded">How precisely each of them is excluded.</param>
    /// <param name="precision">How precisely the clause matches the format.</param>
    /// <returns>The index of the format, or -1 if there is none.</returns>
    public readonly int FindRequested(ReadOnlySpan<ExpositionFormat> formats, ReadOnlySpan<int> excluded, out int precision)
    {
        if (IsAnySubtype)
        {
            precision = _type is "*" ? 1 : 2;
            return FindFirst(formats, excluded, precision);
        }

        var (found, most) = (-1, -1);
        for (var i = 0; i < formats.Length; i++)
        {
            var named = CountNamed(formats[i].MediaType);
            if (named > most && (!formats[i].IsChosenByFullNameOnly || named == formats[i].MediaType.Parameters.Length))
            {
                (found, most) = (i, named);
            }
        }

        precision = found < 0 ? 0 : Precision(formats[found], most);
        return found;
    }

    private static int Precision(ExpositionFormat format, int named) =>
        named < 0 ? 0 : named < format.MediaType.Parameters.Length ? 3 : 4;

    private readonly int FindFirst(ReadOnlySpan<ExpositionFormat> formats, ReadOnlySpan<int> excluded, int precision)
    {
        for (var i = 0; i < formats.Length; i++)
        {
            if (precision > excluded[i] && !formats[i].IsChosenByFullNameOnly)
            {
                return Precision(formats[i]) > 0 ? i : -1;
            }
        }

        return -1;
    }

    // The number of the format's parameters that the clause names; -1 if it names one with another value, or another type.
    private readonly int CountNamed(MediaType format)
    {
        if (!IsType(format.Type) || !_subtype.Equals(format.Subtype, StringComparison.OrdinalIgnoreCase))
        {
            return -1;
        }

        var count = 0;
        foreach (var (name, wanted) in format.Parameters)
        {
            if (TryFindParameter(name, out var value))
            {
                if (!MediaTypeReader.AreEqual(value, wanted))
                {
                    return -1;
                }

                count++;
            }
        }

        return count;
    }

    private readonly bool IsType(string type) => _type.Equals(type, StringComparison.OrdinalIgnoreCase);

    // Some servers repeat a parameter; the first one is used.
    private readonly bool TryFindParameter(string name, out ReadOnlySpan<char> value)
    {
        var reader = new MediaTypeReader(_parameters);
        while (reader.TryReadParameter(out var found, out value))
        {
            if (found.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private bool TryReadParameters(MediaTypeReader reader)
    {
        var start = reader.Rest;
        var length = 0;
        while (reader.TryReadParameter(out var name, out var value))
        {
            if (name.Equals("q", StringComparison.OrdinalIgnoreCase))
            {
                // Parameters after the weight are extensions, of which none are defined.
                _parameters = start[..length];
                return TryReadWeight(value) && reader.IsAtSeparator;
            }

            length = start.Length - reader.Rest.Length;

            // Of several schemes, the first known one is used.
            if (Escaping is null && name.Equals("escaping", StringComparison.OrdinalIgnoreCase))
            {
                Escaping = EscapingSchemes.Parse(value);
            }
        }

        _parameters = start;
        return reader.Rest.IsEmpty;
    }

    private bool TryReadWeight(ReadOnlySpan<char> text)
    {
        if (text.Length > MaxWeightLength
            || !double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var weight)
            || weight is not (>= 0 and <= 1))
        {
            return false;
        }

        Weight = weight;
        return true;
    }
}
