using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Instruments;

/// <summary>Label values as well-formed texts in one buffer, so that a series can be found without creating strings.</summary>
/// <param name="characters">The texts, each with a zero character after it, as strings have one.</param>
/// <param name="ends">The ends of the texts.</param>
/// <param name="areCut">Whether a text was longer than the limit, so that only its beginning is there.</param>
internal readonly ref struct LabelTexts(ReadOnlySpan<char> characters, ReadOnlySpan<int> ends, bool areCut) : ILabelKey
{
    private readonly ReadOnlySpan<char> _characters = characters;
    private readonly ReadOnlySpan<int> _ends = ends;

    public int Count => _ends.Length;

    /// <summary>Whether a text was longer than the limit, so that only its beginning is there.</summary>
    public bool AreCut => areCut;

    public ReadOnlySpan<char> this[int index] => _characters[(index == 0 ? 0 : _ends[index - 1] + 1).._ends[index]];

    public int GetHash(LabelHash hash) => hash.Get(this);

    public bool Matches(LabelSet labels)
    {
        if (labels.Count != Count)
        {
            return false;
        }

        for (var i = 0; i < Count; i++)
        {
            if (!this[i].SequenceEqual(labels.Values[i]))
            {
                return false;
            }
        }

        return true;
    }
}
