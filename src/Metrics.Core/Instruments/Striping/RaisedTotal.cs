namespace PrometheusMetrics.Instruments;

/// <summary>The value to which a <see cref="StripedCounter"/> was raised, and the parts that it had at that moment. What was added to the
/// parts since is added to the value.</summary>
/// <remarks>Neither part could take the difference to the value, which is often not exact: 0.3 and 0.6 add up to less than 0.9. Used under
/// <see cref="Gate"/>, by readers too: without it, a reader between the moment of the parts and the raise could see a total that is
/// greater by a rounding error than the next one. Writers that add do not need it.</remarks>
internal sealed class RaisedTotal
{
    private double _total;
    private long _integer;
    private double _fraction;

    public Lock Gate { get; } = new();

    /// <summary>The value to which the total was raised last. May be read without the gate.</summary>
    public double Total => Volatile.Read(ref _total);

    /// <summary>Raises the total to a value, unless it is as great already.</summary>
    public void Raise(double value, long integer, double fraction)
    {
        if (value > Add(integer, fraction))
        {
            _integer = integer;
            _fraction = fraction;
            Volatile.Write(ref _total, value);
        }
    }

    /// <summary>Returns the total with what was added since it was raised.</summary>
    public double Add(long integer, double fraction) => _total + (integer - _integer + (fraction - _fraction));
}
