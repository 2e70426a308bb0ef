using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Registry;

/// <summary>When two label sets are the same series to Prometheus: the order doesn't matter, and an empty value is the same as no label.
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

        return x is not null && y is not null && CountPresent(x) == CountPresent(y) && IsWithin(x, y);
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

    /// <summary>The value of a label; an empty string where there is none.</summary>
    public static string ValueOf(LabelSet labels, string name)
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

    private static bool IsWithin(LabelSet x, LabelSet y)
    {
        for (var i = 0; i < x.Count; i++)
        {
            if (x.Values[i].Length > 0 && ValueOf(y, x.Names[i]) != x.Values[i])
            {
                return false;
            }
        }

        return true;
    }
}
