using PrometheusMetrics.AspNetCore;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Extension methods that say how the requests of an endpoint are measured.</summary>
public static class HttpMetricsEndpointConventionBuilderExtensions
{
    private static readonly MeasureAsConnectionAttribute Connection = new();

    /// <summary>Marks endpoints whose requests are long-lived, for example gRPC streams, as
    /// <see cref="MeasureAsConnectionAttribute"/> does.</summary>
    /// <typeparam name="TBuilder">The type of the builder.</typeparam>
    /// <param name="builder">The builder of the endpoints.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder MeasureAsConnection<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Add(static endpoint => endpoint.Metadata.Add(Connection));
        return builder;
    }
}
