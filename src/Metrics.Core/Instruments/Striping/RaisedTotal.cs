namespace PrometheusMetrics.Instruments;

/// <summary>The value to which a <see cref="StripedCounter"/> was raised, and the parts that it had at that moment. What was added to the
/// parts since is added to the value. Zero, until it is raised.</summary>
/// <remarks>Neither part could take the difference to the value, which is often not exact: 0.3 and 0.6 add up to less than 0.9. Used under
/// the gate of the counter, by readers too: without it, a reader between the moment of the parts and the raise could see a total that is
/// greater by a rounding error than the next one.</remarks>
internal struct RaisedTotal
{
    private long _integer;
    private double _fraction;

    /// <summary>The value to which the total was raised last.</summary>
    public double Value { get; private set; }

    /// <summary>Raises the total to a value, unless it is as great already.</summary>
    public void Raise(double value, long integer, double fraction)
    {
        if (value > Add(integer, fraction))
        {
            (Value, _integer, _fraction) = (value, integer, fraction);
        }
    }

    /// <summary>Returns the total with what was added since it was raised.</summary>
    public readonly double Add(long integer, double fraction) => Value + (integer - _integer + (fraction - _fraction));
}
