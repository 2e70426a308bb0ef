using System.Runtime.CompilerServices;

namespace PrometheusMetrics.Instruments;

/// <summary>Distinguishes value tuples from other types of labels. Other types may implement <see cref="ITuple"/> too, but the length of
/// their default value has no meaning, and reading it may throw.</summary>
internal static class LabelType<TLabels>
{
    /// <summary>The number of values of a value tuple, or null for any other type.</summary>
    public static readonly int? TupleLength = IsValueTuple ? ((ITuple)default(TLabels)!).Length : null;

    private static bool IsValueTuple =>
        typeof(TLabels) is { IsValueType: true, Namespace: nameof(System) } type
        && type.Name.StartsWith(nameof(ValueTuple), StringComparison.Ordinal);
}
