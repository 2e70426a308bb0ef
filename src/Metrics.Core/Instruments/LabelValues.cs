using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Instruments;

/// <summary>Label values by which a series is found.</summary>
internal interface ILabelKey
{
    int GetHash(LabelHash hash);

    /// <summary>Returns whether the values are those of a series.</summary>
    bool Matches(LabelSet labels);
}

/// <summary>Label values as a user passes them. Null is the same value as an empty string.</summary>
internal readonly ref struct LabelValues(ReadOnlySpan<string> values) : ILabelKey
{
    private readonly ReadOnlySpan<string> _values = values;

    public int GetHash(LabelHash hash) => hash.Get(_values);

    public bool Matches(LabelSet labels)
    {
        var others = labels.Values;
        if (_values.Length != others.Length)
        {
            return false;
        }

        for (var i = 0; i < others.Length; i++)
        {
            if (_values[i] != others[i] && !(_values[i] is null && others[i].Length == 0))
            {
                return false;
            }
        }

        return true;
    }
}
