namespace PrometheusMetrics.Instruments;

/// <summary>The objectives of a summary as the user specified them, compared in any order.</summary>
internal readonly struct Objectives(QuantileObjective[]? items) : IEquatable<Objectives>
{
    public ReadOnlySpan<QuantileObjective> Items => items;

    public bool IsEmpty => Items.IsEmpty;

    public Objectives Copy() => new(Items.ToArray());

    // In both directions, because objectives that are not yet validated may have duplicates.
    public bool Equals(Objectives other) =>
        Items.Length == other.Items.Length && Contains(Items, other.Items) && Contains(other.Items, Items);

    public override bool Equals(object? obj) => obj is Objectives other && Equals(other);

    public override int GetHashCode() => Items.Length;

    /// <summary>Formats the objectives, ascending: "0.5 ± 0.05, 0.99 ± 0.001".</summary>
    public override string ToString() => string.Join(
        ", ",
        Items.ToArray()
            .OrderBy(objective => objective.Quantile)
            .Select(objective => FormattableString.Invariant($"{objective.Quantile} ± {objective.Error}")));

    private static bool Contains(ReadOnlySpan<QuantileObjective> all, ReadOnlySpan<QuantileObjective> some)
    {
        foreach (var objective in some)
        {
            if (!all.Contains(objective))
            {
                return false;
            }
        }

        return true;
    }
}
