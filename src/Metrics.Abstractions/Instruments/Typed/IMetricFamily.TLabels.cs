namespace PrometheusMetrics;

/// <summary>A family whose label values are typed. It shares its series with the untyped family. Finding an existing series allocates
/// nothing.</summary>
/// <typeparam name="TInstrument">The type of the instruments, such as <see cref="ICounter"/>.</typeparam>
/// <typeparam name="TLabels">The type of the labels: the type of the only label value (an enum, a number), a value tuple of one value for
/// each label, or any type with a conversion to such a tuple (see <see cref="IMetricFamily{TInstrument}.WithLabelTypes"/>).</typeparam>
/// <remarks>
/// <para>Each value is passed to <see cref="IMetricFamily{TInstrument}.WithLabels"/> as a string: a string unchanged, an enum by the name
/// of its member, a bool as <c>true</c> or <c>false</c>, null as an empty string, dates and times in ISO 8601 format (a
/// <see cref="DateTimeOffset"/> in UTC), numbers and other formattable values in the invariant culture, and any other value by
/// <see cref="object.ToString"/>.</para>
/// <para>Equal values must have equal strings, because the series is found by <see cref="EqualityComparer{T}.Default"/>. The values
/// of .NET's own types are converted so that this is true. A struct should implement <see cref="IEquatable{T}"/>, as value tuples and
/// record structs do; the equality of other structs is slow and allocates memory. A tuple of eight or more values allocates a little until
/// the runtime has optimised its hash code.</para>
/// <para>Beyond the series limit a lookup of new values takes no lock. It allocates nothing for one value of .NET's own types and for
/// tuples of strings; in other tuples, one small object for each value that is not a string, and what a conversion or a <c>ToString</c>
/// allocates.</para>
/// </remarks>
/// <threadsafety>Every member may be called from any thread at any time, also during a scrape.</threadsafety>
public interface IMetricFamily<TInstrument, TLabels>
    where TInstrument : class
    where TLabels : notnull
{
    /// <summary>Gets the untyped family, which has the same series.</summary>
    IMetricFamily<TInstrument> Family { get; }

    /// <summary>Returns the series with these label values, which is created on first use. See
    /// <see cref="IMetricFamily{TInstrument}.WithLabels"/>.</summary>
    /// <param name="labels">The label values, in the order of the label names.</param>
    /// <exception cref="ArgumentNullException">The labels are null, and the family has a conversion.</exception>
    /// <exception cref="InvalidOperationException">The conversion of the family returns null, or more or fewer values than there are
    /// labels.</exception>
    TInstrument WithLabels(TLabels labels);

    /// <summary>Removes one series. See <see cref="IMetricFamily{TInstrument}.Remove"/>.</summary>
    /// <param name="labels">The label values, in the order of the label names.</param>
    /// <returns>Whether a series was removed.</returns>
    /// <exception cref="ArgumentNullException">The labels are null, and the family has a conversion.</exception>
    /// <exception cref="InvalidOperationException">The conversion of the family returns null, or more or fewer values than there are
    /// labels.</exception>
    bool Remove(TLabels labels);

    /// <summary>Hides one series until the next write. See <see cref="IMetricFamily{TInstrument}.Hide"/>.</summary>
    /// <param name="labels">The label values, in the order of the label names.</param>
    /// <returns>Whether there is such a series, hidden before or not.</returns>
    /// <exception cref="ArgumentNullException">The labels are null, and the family has a conversion.</exception>
    /// <exception cref="InvalidOperationException">The conversion of the family returns null, or more or fewer values than there are
    /// labels.</exception>
    bool Hide(TLabels labels);
}
