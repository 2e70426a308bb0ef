namespace PrometheusMetrics;

/// <summary>A metric whose labels have values of other types than string: a view over a family of strings. Finding a known series neither boxes nor allocates.</summary>
/// <typeparam name="TInstrument">What each series is.</typeparam>
/// <typeparam name="TLabel1">The type of the first label's values.</typeparam>
/// <typeparam name="TLabel2">The type of the second label's values.</typeparam>
/// <remarks>The text of a value is what <see cref="IMetricFamily{TInstrument}.WithLabels"/> gets: a string itself, the name of an enum's member, <c>true</c> or <c>false</c>,
/// numbers and everything else that can be formatted in the invariant culture, and otherwise <see cref="object.ToString"/>. Values that are equal
/// must have the same text, as those of .NET's own types have here.</remarks>
/// <threadsafety>Every member may be called from any thread at any time, also during a scrape.</threadsafety>
public interface IMetricFamily<TInstrument, TLabel1, TLabel2>
    where TInstrument : class
    where TLabel1 : notnull
    where TLabel2 : notnull
{
    /// <summary>The family of strings below: the same series.</summary>
    IMetricFamily<TInstrument> Family { get; }

    /// <summary>The series of these label values, made with its first use. See <see cref="IMetricFamily{TInstrument}.WithLabels"/>.</summary>
    /// <param name="label1">The value of the first label.</param>
    /// <param name="label2">The value of the second label.</param>
    /// <exception cref="ArgumentNullException">A value, or its text, is null.</exception>
    TInstrument WithLabels(TLabel1 label1, TLabel2 label2);

    /// <summary>Removes one series from the exposition. See <see cref="IMetricFamily{TInstrument}.Remove"/>.</summary>
    /// <param name="label1">The value of the first label.</param>
    /// <param name="label2">The value of the second label.</param>
    /// <returns>Whether there was such a series.</returns>
    /// <exception cref="ArgumentNullException">A value, or its text, is null.</exception>
    bool Remove(TLabel1 label1, TLabel2 label2);
}
