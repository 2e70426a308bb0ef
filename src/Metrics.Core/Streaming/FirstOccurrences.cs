using System.Collections.Concurrent;

namespace PrometheusMetrics.Streaming;

/// <summary>Tells the first occurrence of each name from the later ones, for at most 1,000 names: they may be created without end, for
/// example by observables that come and go.</summary>
/// <typeparam name="T">The type of a name, or of a name with what belongs to it.</typeparam>
/// <threadsafety>Every member may be called from any thread. Only the first call with a name takes a lock.</threadsafety>
internal sealed class FirstOccurrences<T>
    where T : notnull
{
    private const int MaxNames = 1_000;

    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<T, bool> _names = new();
    private volatile bool _isFull;

    /// <summary>Returns true at the first call with a name, and false at every other one, and for names beyond the thousandth.</summary>
    public bool IsFirst(T name)
    {
        if (_isFull || _names.ContainsKey(name))
        {
            return false;
        }

        lock (_gate)
        {
            if (_isFull || !_names.TryAdd(name, true))
            {
                return false;
            }

            _isFull = _names.Count == MaxNames;
            return true;
        }
    }
}
