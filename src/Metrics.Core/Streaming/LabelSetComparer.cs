using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Streaming;

/// <summary>Compares label sets as Prometheus compares series: the order does not matter, and an empty value equals a missing label.
/// Source: Prometheus data model.</summary>
internal sealed class LabelSetComparer : IEqualityComparer<LabelSet>
{
    public static readonly LabelSetComparer Instance = new();

    private LabelSetComparer()
    {
    }

    public bool Equals(LabelSet? x, LabelSet? y)
    {
        if (ReferenceEquals(x, y))
        {
            return true;
        }

        return x is not null && y is not null && CountPresent(x) == CountPresent(y) && IsSubset(x, y);
    }

    public int GetHashCode(LabelSet obj)
    {
        var hash = 0;
        for (var i = 0; i < obj.Count; i++)
        {
            if (obj.Values[i].Length > 0)
            {
                hash += HashCode.Combine(obj.Names[i], obj.Values[i]);
            }
        }

        return hash;
    }

    private static string GetValue(LabelSet labels, string name)
    {
        var index = labels.Names.IndexOf(name);
        return index < 0 ? "" : labels.Values[index];
    }

    private static int CountPresent(LabelSet labels)
    {
        var count = 0;
        foreach (var value in labels.Values)
        {
            count += value.Length > 0 ? 1 : 0;
        }

        return count;
    }

    private static bool IsSubset(LabelSet x, LabelSet y)
    {
        for (var i = 0; i < x.Count; i++)
        {
            if (x.Values[i].Length > 0 && GetValue(y, x.Names[i]) != x.Values[i])
            {
                return false;
            }
        }

        return true;
    }
}
