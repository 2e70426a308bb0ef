using System.Runtime.CompilerServices;

namespace PrometheusMetrics.Instruments;

/// <summary>What <see cref="EqualityComparer{T}.Default"/> says, without looking it up at each call where code is shared over reference types.</summary>
internal static class LabelEquality
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int HashOf<TLabels>(TLabels labels) => labels?.GetHashCode() ?? 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreEqual<TLabels>(TLabels one, TLabels other) =>
        !typeof(TLabels).IsValueType && one is string text ? text == other as string : EqualityComparer<TLabels>.Default.Equals(one, other);
}
