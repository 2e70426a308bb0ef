using System.Globalization;

namespace PrometheusMetrics.Exposition;

/// <summary>One clause of an Accept header: a media range, and its parameters. Source: RFC 9110, 12.5.1.</summary>
internal ref struct AcceptClause
{
    private ReadOnlySpan<char> _type;
    private ReadOnlySpan<char> _subtype;

    // All up to the weight, and well-formed.
    private ReadOnlySpan<char> _parameters;

    /// <summary>The scheme it asks for.</summary>
    public EscapingScheme Scheme { get; private set; }

    /// <summary>How much it is wanted, 0 to 1; 0 means not at all.</summary>
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

    /// <summary>How closely it describes a format: 1 by any type, 2 by any subtype, 3 by the type alone or some of the parameters, 4 by all
    /// of the parameters that the format has, 0 not at all.</summary>
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

        var named = CountNamed(format.MediaType);
        return named < 0 ? 0 : named < format.MediaType.Parameters.Length ? 3 : 4;
    }

    /// <summary>Finds the format that a client that sends this requests, and does not only include.</summary>
    /// <remarks>A client that sends a wildcard knows nothing of metrics, and requests the first format. One that leaves out parameters
    /// requests the first format that has what it does name.</remarks>
    /// <returns>The index of the format, or -1 if there is none.</returns>
    public readonly int FindRequested(ReadOnlySpan<ExpositionFormat> formats)
    {
        if (IsAnySubtype)
        {
            return Precision(formats[0]) > 0 ? 0 : -1;
        }

        var (found, most) = (-1, -1);
        for (var i = 0; i < formats.Length; i++)
        {
            var named = CountNamed(formats[i].MediaType);
            if (named > most)
            {
                (found, most) = (i, named);
            }
        }

        return found;
    }

    // How many of the format's parameters it names; -1 if it names one with another value, or another type.
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
                if (!value.SequenceEqual(wanted))
                {
                    return -1;
                }

                count++;
            }
        }

        return count;
    }

    private readonly bool IsType(string type) => _type.Equals(type, StringComparison.OrdinalIgnoreCase);

    // Some servers send a parameter twice; the first one counts.
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
                // What follows the weight belongs to extensions that nobody defined.
                _parameters = start[..length];
                return TryReadWeight(value) && reader.IsAtSeparator;
            }

            length = start.Length - reader.Rest.Length;

            // Of several schemes, the first one that means something counts.
            if (Scheme == EscapingScheme.Unnamed && name.Equals("escaping", StringComparison.OrdinalIgnoreCase))
            {
                Scheme = EscapingSchemes.Parse(value);
            }
        }

        _parameters = start;
        return reader.Rest.IsEmpty;
    }

    private bool TryReadWeight(ReadOnlySpan<char> text)
    {
        if (!double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var weight)
            || weight is not (>= 0 and <= 1))
        {
            return false;
        }

        Weight = weight;
        return true;
    }
}
