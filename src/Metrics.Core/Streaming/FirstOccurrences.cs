using System.Collections.Concurrent;

namespace PrometheusMetrics.Streaming;

/// <summary>Tells the first occurrence of each name from the later ones, for at most 1,000 names: they may be created without end, for
/// example by observables that come and go.</summary>
/// <threadsafety>Every member may be called from any thread. Only the first call with a name takes a lock.</threadsafety>
internal sealed class FirstOccurrences
{
    private const int MaxNames = 1_000;

    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, bool> _names = new(StringComparer.Ordinal);
    private volatile bool _isFull;

    /// <summary>Returns true at the first call with a name, and false at every other one, and for names beyond the thousandth.</summary>
    public bool IsFirst(string name)
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
