using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.Features;

namespace PrometheusMetrics.AspNetCore;

/// <summary>Finds and replaces features by the indexer of the collection. Its generic methods are virtual, and the runtime looks up such a
/// method at each call, which takes longer than finding the feature.</summary>
internal static class FeatureAccess
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TFeature? Find<TFeature>(this IFeatureCollection features)
        where TFeature : class =>
        (TFeature?)features[typeof(TFeature)];

    /// <summary>Stores a feature in a field that has it already if the server uses the context again: comparing takes less time than
    /// casting and storing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Keep<TFeature>(ref TFeature? field, object? feature)
        where TFeature : class
    {
        if (!ReferenceEquals(field, feature))
        {
            field = (TFeature?)feature;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Replace<TFeature>(this IFeatureCollection features, TFeature feature)
        where TFeature : class =>
        features[typeof(TFeature)] = feature;
}
