namespace PrometheusMetrics.Instruments;

/// <summary>Items in an order, with value equality, which arrays do not have.</summary>
internal readonly struct Sequence<T>(ReadOnlyMemory<T> items) : IEquatable<Sequence<T>>
    where T : IEquatable<T>
{
    public ReadOnlySpan<T> Items => items.Span;

    /// <summary>Returns the same items in an array that is not shared with the user.</summary>
    public Sequence<T> Copy() => new(items.ToArray());

    public bool Equals(Sequence<T> other) => Items.SequenceEqual(other.Items);

    public override bool Equals(object? obj) => obj is Sequence<T> other && Equals(other);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var item in Items)
        {
            hash.Add(item);
        }

        return hash.ToHashCode();
    }
}
