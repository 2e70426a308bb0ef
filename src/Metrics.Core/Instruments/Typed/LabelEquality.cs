using System.Runtime.CompilerServices;

namespace PrometheusMetrics.Instruments;

/// <summary>What <see cref="EqualityComparer{T}.Default"/> says, without looking it up at each call where code is shared over reference types.</summary>
internal static class LabelEquality
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int HashOf<TLabel>(TLabel value) =>
        typeof(TLabel).IsValueType ? EqualityComparer<TLabel>.Default.GetHashCode(value!) : value?.GetHashCode() ?? 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreEqual<TLabel>(TLabel one, TLabel other) =>
        !typeof(TLabel).IsValueType && one is string text ? text == other as string : EqualityComparer<TLabel>.Default.Equals(one, other);
}
