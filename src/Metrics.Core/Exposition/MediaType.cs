namespace PrometheusMetrics.Exposition;

/// <summary>The parsed media type of a format.</summary>
internal sealed class MediaType
{
    private readonly (string Name, string Value)[] _parameters;

    private MediaType(string type, string subtype, (string Name, string Value)[] parameters)
    {
        Type = type;
        Subtype = subtype;
        _parameters = parameters;
    }

    public string Type { get; }

    public string Subtype { get; }

    /// <summary>The parameters that distinguish formats of one type: all but <c>charset</c> and <c>escaping</c>.</summary>
    public ReadOnlySpan<(string Name, string Value)> Parameters => _parameters;

    /// <exception cref="ArgumentNullException">The text is null.</exception>
    /// <exception cref="ArgumentException">The text is not a media type.</exception>
    public static MediaType Parse(string text, string parameterName)
    {
        ArgumentNullException.ThrowIfNull(text, parameterName);
        var reader = new MediaTypeReader(text);

        // Only printable ASCII, because the text becomes a header.
        if (text.AsSpan().ContainsAnyExceptInRange(' ', '~')
            || !reader.TryReadType(out var type, out var subtype) || type.Contains('*') || subtype.Contains('*'))
        {
            throw Malformed(text, parameterName);
        }

        var parameters = new List<(string Name, string Value)>();
        while (reader.TryReadParameter(out var name, out var value))
        {
            if (Is(name, "q") || Contains(parameters, name))
            {
                throw Malformed(text, parameterName);
            }

            parameters.Add((name.ToString(), MediaTypeReader.Unescape(value)));
        }

        if (!reader.Rest.IsEmpty)
        {
            throw Malformed(text, parameterName);
        }

        parameters.RemoveAll(parameter => Is(parameter.Name, "charset") || Is(parameter.Name, "escaping"));
        return new MediaType(type.ToString(), subtype.ToString(), [.. parameters]);
    }

    private static bool Contains(List<(string Name, string Value)> parameters, ReadOnlySpan<char> name)
    {
        foreach (var parameter in parameters)
        {
            if (Is(name, parameter.Name))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Is(ReadOnlySpan<char> name, string other) => name.Equals(other, StringComparison.OrdinalIgnoreCase);

    private static ArgumentException Malformed(string text, string parameterName) => new(
        $"'{ForeignText.Escape(text)}' is not a media type: write it as a Content-Type header has it, " +
        "such as 'text/plain; version=1.0.0', with each parameter once and without q.",
        parameterName);
}
