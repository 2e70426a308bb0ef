using System.Runtime.CompilerServices;

namespace PrometheusMetrics.AspNetCore;

/// <summary>Returns the value of a label that a key tells.</summary>
internal delegate string KeyLabel<TKey>(in TKey key)
    where TKey : struct;

/// <summary>The label values of a key, in the order of the names.</summary>
internal sealed class KeyLabels<TKey> : ITuple
    where TKey : struct
{
    // A family reads the values before it returns. So one object for each thread is enough, and a request that is not found by its key,
    // because it is beyond the series limit, allocates nothing.
    [ThreadStatic]
    private static KeyLabels<TKey>? _current;

    private KeyLabel<TKey>[] _labels = [];
    private TKey _key;

    public int Length => _labels.Length;

    public object? this[int index] => _labels[index](in _key);

    /// <summary>Returns the values of the labels, until the next call on the same thread.</summary>
    public static ITuple Get(KeyLabel<TKey>[] labels, TKey key)
    {
        var values = _current ??= new KeyLabels<TKey>();
        values._labels = labels;
        values._key = key;
        return values;
    }
}
