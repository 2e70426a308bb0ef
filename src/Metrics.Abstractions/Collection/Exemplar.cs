namespace PrometheusMetrics.Collection;

/// <summary>An example of what was counted: usually the trace of one request. Source: OpenMetrics 1.0, "Exemplars".</summary>
/// <threadsafety>Immutable, so every member may be used from any thread.</threadsafety>
public sealed class Exemplar
{
    /// <summary>The maximum length of the names and values of an exemplar's labels together, in Unicode code points.</summary>
    public const int MaxCodePoints = 128;

    /// <summary>Creates an exemplar.</summary>
    /// <param name="labels">The labels that identify the example, such as <c>trace_id</c>. If they are longer than
    /// <see cref="MaxCodePoints"/> code points together, or a value contains a NUL character, formats leave the exemplar out. A collector's
    /// exemplar is also dropped if a label is called <c>le</c> or <c>quantile</c>.</param>
    /// <param name="value">The value that was observed or added; not NaN, and within the bucket of the exemplar.</param>
    /// <param name="timestamp">The time of the example, or null if it is not known.</param>
    public Exemplar(LabelSet labels, double value, DateTimeOffset? timestamp = null)
    {
        ArgumentNullException.ThrowIfNull(labels);
        Labels = labels;
        Value = value;
        Timestamp = timestamp;
    }

    /// <summary>The labels that identify the example.</summary>
    public LabelSet Labels { get; }

    /// <summary>The value that was observed or added.</summary>
    public double Value { get; }

    /// <summary>The time of the example, or null if it is not known.</summary>
    public DateTimeOffset? Timestamp { get; }

    /// <summary>The length of the names and values of the labels together, in Unicode code points.</summary>
    public int CodePoints
    {
        get
        {
            var count = 0;
            for (var i = 0; i < Labels.Count; i++)
            {
                count += Count(Labels.Names[i]) + Count(Labels.Values[i]);
            }

            return count;
        }
    }

    private static int Count(string wellFormed)
    {
        var count = 0;
        foreach (var c in wellFormed)
        {
            count += char.IsLowSurrogate(c) ? 0 : 1;
        }

        return count;
    }
}
