namespace PrometheusMetrics.Instruments;

/// <summary>A number that changes when several series are removed from a family, and from time to time when single ones are. A cache that
/// is emptied when it changes holds only a limited number of removed series, and finds them by
/// <see cref="Streaming.Series.IsRemoved"/>.</summary>
/// <remarks>An object of its own, so that a lookup in a cache reads it without a call of the family.</remarks>
/// <threadsafety>It may be read from any thread while one increments it.</threadsafety>
internal sealed class RemovalCounter
{
    private int _value;

    public int Value => Volatile.Read(ref _value);

    public void Increment() => Volatile.Write(ref _value, _value + 1);
}
