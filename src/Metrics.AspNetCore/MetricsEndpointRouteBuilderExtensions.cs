using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using PrometheusMetrics;
using PrometheusMetrics.AspNetCore;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Hosting;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Extension methods that map the endpoint that Prometheus scrapes.</summary>
public static class MetricsEndpointRouteBuilderExtensions
{
    private const string DefaultPattern = "/metrics";

    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    // An application may cache the output of all its endpoints, and old values would look like current ones.
    private static readonly OutputCacheAttribute NeverCached = new() { NoStore = true };

    /// <summary>Maps an endpoint that returns the host's metrics in the format that the <c>Accept</c> header requests: OpenMetrics,
    /// protobuf, text 1.0.0, or else text 0.0.4; compressed by gzip if the client accepts that. It handles GET and HEAD requests, which
    /// are not counted in the HTTP metrics. Two calls for one pattern and host are rejected when the application starts. Options are
    /// read from the configuration section <c>Prometheus:Endpoint</c>, then from
    /// <c>services.Configure&lt;MetricsEndpointOptions&gt;</c>.</summary>
    /// <param name="endpoints">The route builder of the application.</param>
    /// <param name="pattern">The route pattern; <c>/metrics</c> by default.</param>
    /// <returns>A builder for conventions of the endpoint, such as <c>RequireAuthorization</c>.</returns>
    /// <exception cref="InvalidOperationException"><c>AddPrometheusMetrics</c> was not called, the configuration section is invalid, or
    /// <see cref="MetricsEndpointOptions.Port"/> is set in a route group.</exception>
    /// <exception cref="OptionsValidationException">An option is outside its range.</exception>
    public static IEndpointConventionBuilder MapMetrics(
        this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern = DefaultPattern) =>
        endpoints.MapMetrics(pattern, static _ => { });

    /// <summary>Maps an endpoint at <c>/metrics</c> that returns the host's metrics, as
    /// <see cref="MapMetrics(IEndpointRouteBuilder, string, Action{MetricsEndpointOptions})"/>.</summary>
    /// <param name="endpoints">The route builder of the application.</param>
    /// <param name="configure">A delegate that sets options.</param>
    /// <returns>A builder for conventions of the endpoint, such as <c>RequireAuthorization</c>.</returns>
    /// <exception cref="InvalidOperationException"><c>AddPrometheusMetrics</c> was not called, the configuration section is invalid, or
    /// <see cref="MetricsEndpointOptions.Port"/> is set in a route group.</exception>
    /// <exception cref="OptionsValidationException">An option is outside its range.</exception>
    /// <example><code>app.MapMetrics(options => options.CacheFor = TimeSpan.FromSeconds(1));</code></example>
    public static IEndpointConventionBuilder MapMetrics(this IEndpointRouteBuilder endpoints, Action<MetricsEndpointOptions> configure) =>
        endpoints.MapMetrics(DefaultPattern, configure);

    /// <summary>Maps an endpoint that returns the host's metrics, as <see cref="MapMetrics(IEndpointRouteBuilder, string)"/>, with options
    /// set in code. They are applied after the configuration section and <c>services.Configure&lt;MetricsEndpointOptions&gt;</c>, and
    /// before <c>PostConfigure</c>. Each endpoint has options of its own.</summary>
    /// <param name="endpoints">The route builder of the application.</param>
    /// <param name="pattern">The route pattern.</param>
    /// <param name="configure">A delegate that sets options.</param>
    /// <returns>A builder for conventions of the endpoint, such as <c>RequireAuthorization</c>.</returns>
    /// <exception cref="InvalidOperationException"><c>AddPrometheusMetrics</c> was not called, the configuration section is invalid, or
    /// <see cref="MetricsEndpointOptions.Port"/> is set in a route group.</exception>
    /// <exception cref="OptionsValidationException">An option is outside its range.</exception>
    public static IEndpointConventionBuilder MapMetrics(
        this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern, Action<MetricsEndpointOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(configure);
        RequiredServices.Verify<IMetricSource>(endpoints.ServiceProvider, nameof(MapMetrics));
        return endpoints.MapMetrics(pattern, endpoints.ServiceProvider.GetRequiredService<IMetricSource>(), configure);
    }

    /// <summary>Maps an endpoint that returns the metrics of another source than the host's registry, as
    /// <see cref="MapMetrics(IEndpointRouteBuilder, string)"/>.</summary>
    /// <param name="endpoints">The route builder of the application.</param>
    /// <param name="pattern">The route pattern.</param>
    /// <param name="source">The source, such as another <see cref="MetricRegistry"/>.</param>
    /// <param name="configure">A delegate that sets options, or null.</param>
    /// <returns>A builder for conventions of the endpoint, such as <c>RequireAuthorization</c>.</returns>
    /// <exception cref="InvalidOperationException"><see cref="MetricsEndpointOptions.ScrapeMetrics"/>,
    /// <see cref="MetricsEndpointOptions.Port"/> or <see cref="MetricsEndpointOptions.FinalScrapeTimeout"/> is set and
    /// <c>AddPrometheusMetrics</c> was not called, <see cref="MetricsEndpointOptions.Port"/> is set in a route group, or the configuration
    /// section is invalid.</exception>
    /// <exception cref="OptionsValidationException">An option is outside its range.</exception>
    public static IEndpointConventionBuilder MapMetrics(
        this IEndpointRouteBuilder endpoints,
        [StringSyntax("Route")] string pattern,
        IMetricSource source,
        Action<MetricsEndpointOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        ArgumentNullException.ThrowIfNull(source);
        var services = endpoints.ServiceProvider;
        if (services.GetService<MetricsSwitch>() is { IsOn: false })
        {
            return MapNotFound(endpoints, pattern, configure);
        }

        var options = SectionOptions.Create(
            services, MetricsEndpointOptions.Section, configure ?? (static _ => { }), new MetricsEndpointOptionsValidator());
        services.GetService<StartupReport>()?.UseSection(MetricsEndpointOptions.Section, options);
        var timeProvider = services.GetService<TimeProvider>() ?? TimeProvider.System;
        var endpoint = new ScrapeEndpoint(endpoints, pattern, options, timeProvider);
        var handler = new ScrapeHandler(source, options, timeProvider, CreateMetrics(services, options), endpoint.FinalScrape);
        var conventions = endpoint.MapMethods(pattern, Methods, (RequestDelegate)handler.HandleAsync);
        ScrapeEndpoints.Add(services, endpoint);
        return conventions
            .WithDisplayName("Prometheus metrics")
            .WithMetadata(NeverCached, endpoint)
            .DisableHttpMetrics();
    }

    /// <summary>Maps an endpoint for metrics that are off. No page of a fallback, or of a route that takes any path, is taken for metrics.
    /// If the metrics would have a port of their own, or the pattern is mapped already, every endpoint but a fallback comes before it: the
    /// path may be one of the application, and is never ambiguous.</summary>
    private static IEndpointConventionBuilder MapNotFound(
        IEndpointRouteBuilder endpoints, string pattern, Action<MetricsEndpointOptions>? configure)
    {
        var report = endpoints.ServiceProvider.GetRequiredService<StartupReport>();
        var name = $"/{pattern.Trim('/')} (off)";
        var isLast = report.Endpoints.Contains(name, StringComparer.OrdinalIgnoreCase)
            || MayHavePort(endpoints.ServiceProvider, configure);
        report.AddEndpoint(name);
        return endpoints
            .Map(pattern, static context => ScrapeError.SendAsync(context.Response, StatusCodes.Status404NotFound, "The metrics are off."))
            .WithDisplayName("Prometheus metrics (off)")
            .WithOrder(isLast ? int.MaxValue - report.Endpoints.Count : 0)
            .WithMetadata(NeverCached)
            .DisableHttpMetrics();
    }

    private static bool MayHavePort(IServiceProvider services, Action<MetricsEndpointOptions>? configure)
    {
        try
        {
            var options = SectionOptions.Create(
                services, MetricsEndpointOptions.Section, configure ?? (static _ => { }), new MetricsEndpointOptionsValidator());
            return options.Port is not null;
        }
        catch (Exception)
        {
            // Mistakes do not matter while the metrics are off.
            return true;
        }
    }

    private static ScrapeMetrics? CreateMetrics(IServiceProvider services, MetricsEndpointOptions options)
    {
        if (!options.ScrapeMetrics)
        {
            return null;
        }

        RequiredServices.Verify<IMetricFactory>(services, $"{nameof(MapMetrics)} with {nameof(MetricsEndpointOptions.ScrapeMetrics)}");
        return new ScrapeMetrics(services.GetRequiredService<IMetricFactory>());
    }
}
