namespace PrometheusMetrics;

/// <summary>A metric whose label has values of another type than string: a view over a family of strings. Finding a known series neither boxes nor allocates.</summary>
/// <typeparam name="TInstrument">What each series is.</typeparam>
/// <typeparam name="TLabel">The type of the label's values.</typeparam>
/// <remarks>The text of a value is what <see cref="IMetricFamily{TInstrument}.WithLabels"/> gets: a string itself, the name of an enum's member, <c>true</c> or <c>false</c>,
/// numbers and everything else that can be formatted in the invariant culture, and otherwise <see cref="object.ToString"/>. Values that are equal
/// must have the same text, as those of .NET's own types have here.</remarks>
/// <threadsafety>Every member may be called from any thread at any time, also during a scrape.</threadsafety>
public interface IMetricFamily<TInstrument, TLabel>
    where TInstrument : class
    where TLabel : notnull
{
    /// <summary>The family of strings below: the same series.</summary>
    IMetricFamily<TInstrument> Family { get; }

    /// <summary>The series of this label value, made with its first use. See <see cref="IMetricFamily{TInstrument}.WithLabels"/>.</summary>
    /// <param name="label">The value of the label.</param>
    /// <exception cref="ArgumentNullException">A value, or its text, is null.</exception>
    TInstrument WithLabels(TLabel label);

    /// <summary>Removes one series from the exposition. See <see cref="IMetricFamily{TInstrument}.Remove"/>.</summary>
    /// <param name="label">The value of the label.</param>
    /// <returns>Whether there was such a series.</returns>
    /// <exception cref="ArgumentNullException">A value, or its text, is null.</exception>
    bool Remove(TLabel label);
}
