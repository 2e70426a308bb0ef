namespace PrometheusMetrics;

/// <summary>A family whose label values are typed. It shares its series with the untyped family. Finding a known series allocates
/// nothing.</summary>
/// <typeparam name="TInstrument">The type of each series.</typeparam>
/// <typeparam name="TLabels">The type of the label values: of one value (an enum, a number), a value tuple of one value for each label, or
/// any type with a conversion to one (see <see cref="IMetricFamily{TInstrument}.WithLabelTypes"/>).</typeparam>
/// <remarks>
/// <para>Each value is passed to <see cref="IMetricFamily{TInstrument}.WithLabels"/> as a text: a string itself, the name of an enum's
/// member, <c>true</c> or <c>false</c>, numbers and everything else that can be formatted in the invariant culture, and otherwise
/// <see cref="object.ToString"/>.</para>
/// <para>Label values that are equal must have the same texts, as those of the types of .NET have here, because the series is found by
/// <see cref="EqualityComparer{T}.Default"/>. A struct should therefore implement <see cref="IEquatable{T}"/>, as value tuples and record
/// structs do; the equality of other structs is slow and allocates memory. A tuple of eight or more values allocates a little until the
/// runtime has optimised its hash code.</para>
/// </remarks>
/// <threadsafety>Every member may be called from any thread at any time, also during a scrape.</threadsafety>
public interface IMetricFamily<TInstrument, TLabels>
    where TInstrument : class
    where TLabels : notnull
{
    /// <summary>Gets the untyped family, which has the same series.</summary>
    IMetricFamily<TInstrument> Family { get; }

    /// <summary>Returns the series of these label values, which is created at its first use. See
    /// <see cref="IMetricFamily{TInstrument}.WithLabels"/>.</summary>
    /// <param name="labels">The label values, in the order of the label names.</param>
    /// <exception cref="ArgumentNullException">A value, or its text, is null.</exception>
    /// <exception cref="InvalidOperationException">The conversion of the family gives null, or more or fewer values than there are
    /// labels.</exception>
    TInstrument WithLabels(TLabels labels);

    /// <summary>Removes one series from the exposition. See <see cref="IMetricFamily{TInstrument}.Remove"/>.</summary>
    /// <param name="labels">The label values, in the order of the label names.</param>
    /// <returns>Whether the series existed.</returns>
    /// <exception cref="ArgumentNullException">A value, or its text, is null.</exception>
    /// <exception cref="InvalidOperationException">The conversion of the family gives null, or more or fewer values than there are
    /// labels.</exception>
    bool Remove(TLabels labels);
}
