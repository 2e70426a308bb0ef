using System.Buffers;
using System.Globalization;
using System.Text;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Tests.Support.Parsing;

/// <summary>A family of metrics, as a reader of an exposition sees it.</summary>
/// <param name="Type">The type of the family.</param>
/// <param name="Name">The name of the family: in OpenMetrics 1.0 without the suffixes of counters and infos.</param>
/// <param name="Help">The help, or empty.</param>
/// <param name="Unit">The unit, or empty.</param>
/// <param name="Series">The series, in their order.</param>
internal sealed record FamilyModel(MetricType Type, string Name, string Help, string Unit, IReadOnlyList<SeriesModel> Series)
{
    private static readonly SearchValues<char> Plain =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.:# -=+{}");

    /// <summary>Describes families so that two equal models have the same text, and the first difference of two others is
    /// readable.</summary>
    public static string Describe(IEnumerable<FamilyModel> families)
    {
        var text = new StringBuilder();
        foreach (var family in families)
        {
            text.Append(CultureInfo.InvariantCulture, $"{family.Type} ");
            AppendQuoted(text, family.Name);
            AppendQuoted(text.Append(" help="), family.Help);
            AppendQuoted(text.Append(" unit="), family.Unit);
            text.Append('\n');
            foreach (var series in family.Series)
            {
                series.Describe(text.Append("    "));
                text.Append('\n');
            }
        }

        return text.ToString();
    }

    internal static void AppendQuoted(StringBuilder text, string value)
    {
        text.Append('"');
        var rest = value.AsSpan();
        for (int plain; (plain = rest.IndexOfAnyExcept(Plain)) >= 0; rest = rest[(plain + 1)..])
        {
            text.Append(rest[..plain]).Append('\\').Append((int)rest[plain]).Append(';');
        }

        text.Append(rest).Append('"');
    }
}

/// <summary>One series of a family. What a type does not have is null or empty.</summary>
/// <param name="Labels">The labels, in their order, without those that the format itself adds.</param>
internal sealed record SeriesModel(IReadOnlyList<LabelModel> Labels)
{
    /// <summary>The value of a counter, a gauge or an unknown metric.</summary>
    public double? Value { get; init; }

    /// <summary>The count of a histogram or summary.</summary>
    public long? Count { get; init; }

    /// <summary>The sum of a histogram or summary.</summary>
    public double? Sum { get; init; }

    public DateTimeOffset? Created { get; init; }

    public DateTimeOffset? Timestamp { get; init; }

    public IReadOnlyList<BucketModel> Buckets { get; init; } = [];

    public IReadOnlyList<QuantileModel> Quantiles { get; init; } = [];

    public IReadOnlyList<StateModel> States { get; init; } = [];

    public NativeModel? Native { get; init; }

    /// <summary>The exemplars of a counter, of native buckets, or of a histogram whose exemplars do not belong to a bucket.</summary>
    public IReadOnlyList<ExemplarModel> Exemplars { get; init; } = [];

    /// <summary>What makes two series the same to a server: the labels in any order, without empty ones.</summary>
    public string Identity
    {
        get
        {
            if (Labels.Count == 0)
            {
                return "";
            }

            var text = new StringBuilder();
            foreach (var (name, value) in Labels.Where(label => label.Value.Length > 0)
                .OrderBy(label => label.Name, StringComparer.Ordinal))
            {
                FamilyModel.AppendQuoted(text, name);
                FamilyModel.AppendQuoted(text, value);
            }

            return text.ToString();
        }
    }

    public void Describe(StringBuilder text)
    {
        Describe(text, Labels);
        Append(text, " value=", Value);
        text.Append(CultureInfo.InvariantCulture, $"{(Count is null ? "" : $" count={Count}")}");
        Append(text, " sum=", Sum);
        foreach (var (bound, count, exemplar) in Buckets)
        {
            Append(text, " [", bound);
            text.Append(CultureInfo.InvariantCulture, $":{count}");
            exemplar?.Describe(text);
            text.Append(']');
        }

        foreach (var (quantile, value) in Quantiles)
        {
            Append(text, " q", quantile);
            Append(text, "=", value);
        }

        foreach (var (state, isActive) in States)
        {
            FamilyModel.AppendQuoted(text.Append(' '), state);
            text.Append(isActive ? "=1" : "=0");
        }

        Native?.Describe(text);
        foreach (var exemplar in Exemplars)
        {
            exemplar.Describe(text);
        }

        Append(text, " created=", Created);
        Append(text, " at=", Timestamp);
    }

    internal static void Describe(StringBuilder text, IReadOnlyList<LabelModel> labels)
    {
        text.Append('{');
        foreach (var (name, value) in labels)
        {
            FamilyModel.AppendQuoted(text, name);
            FamilyModel.AppendQuoted(text.Append('='), value);
        }

        text.Append('}');
    }

    internal static void Append(StringBuilder text, string before, double? value)
    {
        if (value is { } number)
        {
            // Not every format keeps the sign of zero.
            text.Append(before).Append((number == 0 ? 0.0 : number).ToString("R", CultureInfo.InvariantCulture));
        }
    }

    internal static void Append(StringBuilder text, string before, DateTimeOffset? time)
    {
        if (time is { } known)
        {
            text.Append(CultureInfo.InvariantCulture, $"{before}{(known - DateTimeOffset.UnixEpoch).Ticks}");
        }
    }
}

internal readonly record struct LabelModel(string Name, string Value);

/// <param name="Bound">The upper bound.</param>
/// <param name="Count">The number of observations up to the bound.</param>
/// <param name="Exemplar">The exemplar of the bucket.</param>
internal readonly record struct BucketModel(double Bound, long Count, ExemplarModel? Exemplar = null);

internal readonly record struct QuantileModel(double Quantile, double Value);

internal readonly record struct StateModel(string State, bool IsActive);

internal sealed record ExemplarModel(IReadOnlyList<LabelModel> Labels, double Value, DateTimeOffset? Time)
{
    public int CodePoints => Labels.Sum(label => label.Name.EnumerateRunes().Count() + label.Value.EnumerateRunes().Count());

    public void Describe(StringBuilder text)
    {
        SeriesModel.Describe(text.Append(" #"), Labels);
        SeriesModel.Append(text, "", Value);
        SeriesModel.Append(text, "@", Time);
    }
}

/// <summary>The native part of a histogram: the populated buckets by index, with absolute counts.</summary>
internal sealed record NativeModel(
    int Schema, double ZeroThreshold, long ZeroCount, IReadOnlyList<NativeBucketModel> Positive, IReadOnlyList<NativeBucketModel> Negative)
{
    public void Describe(StringBuilder text)
    {
        text.Append(CultureInfo.InvariantCulture, $" native({Schema} zero={ZeroCount}");
        SeriesModel.Append(text, " up to ", ZeroThreshold);
        Describe(text.Append(" +"), Positive);
        Describe(text.Append(" -"), Negative);
        text.Append(')');
    }

    // A format may fill gaps with empty buckets.
    private static void Describe(StringBuilder text, IReadOnlyList<NativeBucketModel> buckets)
    {
        foreach (var (index, count) in buckets.Where(bucket => bucket.Count > 0))
        {
            text.Append(CultureInfo.InvariantCulture, $"{index}:{count},");
        }
    }
}

internal readonly record struct NativeBucketModel(int Index, long Count);
