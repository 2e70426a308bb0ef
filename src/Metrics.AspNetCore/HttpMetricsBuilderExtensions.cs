using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using PrometheusMetrics;
using PrometheusMetrics.AspNetCore;
using PrometheusMetrics.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Extension methods that add the HTTP metrics to the services of an application.</summary>
public static class HttpMetricsBuilderExtensions
{
    /// <summary>Measures every request that the server passes to the application, from in front of the whole pipeline: also requests that
    /// end before the application's first middleware, such as errors of routing, endpoints with <c>ShortCircuit</c>, and requests that host
    /// filtering rejects. It makes <c>UseHttpMetrics</c> unnecessary; with both, each request is counted once. Options are read from the
    /// configuration section <c>Prometheus:HttpMetrics</c>, then from <c>services.Configure&lt;HttpMetricsOptions&gt;</c>, and are
    /// validated at start. A second call has no effect.</summary>
    /// <param name="builder">The builder that <c>AddPrometheusMetrics</c> returns.</param>
    /// <returns>The same builder.</returns>
    public static IPrometheusMetricsBuilder AddHttpMetrics(this IPrometheusMetricsBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        if (!services.Any(service => service.ServiceType == typeof(HttpInstruments)))
        {
            builder.AddConfigurationSection(HttpMetricsOptions.Section);
            services.AddSingleton<IValidateOptions<HttpMetricsOptions>>(
                provider => new HttpMetricsOptionsValidator(provider.GetService<IConfiguration>()));
            services.AddSingleton(provider => new HttpInstruments(
                provider.GetRequiredService<IMetricFactory>(), provider.GetRequiredService<IOptions<HttpMetricsOptions>>().Value));

            // The first filter is the outermost one, and the framework has filters of its own, for example host filtering.
            services.Insert(0, ServiceDescriptor.Singleton<IStartupFilter, HttpMetricsStartupFilter>());
        }

        return builder;
    }

    /// <summary>Measures every request, as <see cref="AddHttpMetrics(IPrometheusMetricsBuilder)"/>, with options set in code, which
    /// override the configuration section.</summary>
    /// <param name="builder">The builder that <c>AddPrometheusMetrics</c> returns.</param>
    /// <param name="configure">A delegate that sets options.</param>
    /// <returns>The same builder.</returns>
    public static IPrometheusMetricsBuilder AddHttpMetrics(this IPrometheusMetricsBuilder builder, Action<HttpMetricsOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        builder.AddHttpMetrics();
        builder.Services.Configure(configure);
        return builder;
    }
}
