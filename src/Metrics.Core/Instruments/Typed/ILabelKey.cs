namespace Metrics.Instruments;

/// <summary>The typed values of all labels of a series, as the key of a cache. Records compare and hash their fields without boxing.</summary>
internal interface ILabelKey
{
    /// <summary>How many labels there are.</summary>
    static abstract int Count { get; }

    /// <summary>Writes the text of each value.</summary>
    /// <exception cref="ArgumentNullException">A value, or its text, is null.</exception>
    void WriteTexts(Span<string> texts);
}
