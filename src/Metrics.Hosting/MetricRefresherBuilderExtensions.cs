using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PrometheusMetrics.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Extension methods that add refreshers, which set metrics before a collection.</summary>
public static class MetricRefresherBuilderExtensions
{
    /// <summary>Adds a refresher, created by dependency injection when the host starts. All refreshers run at once before each scrape, push
    /// or other export of the host's metrics. Collections that begin while a refresher runs share its call. One that fails or takes too
    /// long leaves the old values, is counted in <c>metrics_refresher_errors_total{refresher,reason}</c>, and is logged when it begins to
    /// fail and when it recovers. Adding it twice has no effect.</summary>
    /// <typeparam name="TRefresher">The type of the refresher, which is a singleton that can be injected under this type. Its name is the
    /// value of the label <c>refresher</c>.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="atMost">The maximum time that a collection waits for a call, counted from the beginning of the call; more than zero, at
    /// most 1 day. A collection with a deadline, as that of a scrape by Prometheus, waits at most half of the time that it has left, so
    /// that its collectors have the other half. The call goes on, and its values come with the next collection.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="atMost"/> is out of range.</exception>
    /// <exception cref="InvalidOperationException">The refresher was added with another time, or another one has its name.</exception>
    public static IPrometheusMetricsBuilder AddRefresher<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TRefresher>(
        this IPrometheusMetricsBuilder builder, TimeSpan atMost)
        where TRefresher : class, IMetricRefresher
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddRefresher(
            new RefresherRegistration(
                typeof(TRefresher).Name,
                atMost,
                typeof(TRefresher),
                static (provider, cancellationToken) => provider.GetRequiredService<TRefresher>().RefreshAsync(cancellationToken))
            {
                Create = static provider => provider.GetRequiredService<TRefresher>(),
            });
        builder.Services.TryAddSingleton<TRefresher>();
        return builder;
    }

    /// <summary>Adds a refresher, as <see cref="AddRefresher{TRefresher}"/>, that is a function.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The name in logs and in the label <c>refresher</c>; not empty or white space.</param>
    /// <param name="refresh">A function that sets metrics, as <see cref="IMetricRefresher.RefreshAsync"/> does. It gets the services of the
    /// host; scoped services need a scope of their own.</param>
    /// <param name="atMost">The maximum time that a collection waits for a call; more than zero, at most 1 day.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException">The name is empty or white space.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="atMost"/> is out of range.</exception>
    /// <exception cref="InvalidOperationException">Another refresher has the name.</exception>
    public static IPrometheusMetricsBuilder AddRefresher(
        this IPrometheusMetricsBuilder builder,
        string name,
        Func<IServiceProvider, CancellationToken, ValueTask> refresh,
        TimeSpan atMost)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(refresh);
        builder.Services.AddRefresher(new RefresherRegistration(name, atMost, refresh, refresh));
        return builder;
    }
}
