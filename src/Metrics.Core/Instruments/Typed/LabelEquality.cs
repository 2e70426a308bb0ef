using System.Runtime.CompilerServices;

namespace PrometheusMetrics.Instruments;

/// <summary>Compares label values like <see cref="EqualityComparer{T}.Default"/>, but without the lookup of the comparer at each call that
/// code shared between reference types needs.</summary>
internal static class LabelEquality
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int HashOf<TLabels>(TLabels labels) => labels?.GetHashCode() ?? 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreEqual<TLabels>(TLabels one, TLabels other) =>
        !typeof(TLabels).IsValueType && one is string text ? text == other as string : EqualityComparer<TLabels>.Default.Equals(one, other);
}
