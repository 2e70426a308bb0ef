using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PrometheusMetrics;
using PrometheusMetrics.AspNetCore;
using PrometheusMetrics.Hosting;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Extension methods that add the HTTP metrics to an application.</summary>
public static partial class HttpMetricsApplicationBuilderExtensions
{
    /// <summary>Adds a middleware that measures every request that reaches it: the histogram
    /// <c>http_request_duration_seconds{method,status,route}</c> and the gauge <c>http_requests_in_progress{method}</c>. Prefer
    /// <c>AddPrometheusMetrics().AddHttpMetrics()</c>, which also measures requests that end before the application's first middleware;
    /// after it, this call has no effect. Status and route are correct at any position, and a request is counted once, even if the
    /// middleware is added several times. After an explicit <c>UseEndpoints</c> it measures no request that is answered there, and a
    /// warning is logged. Options are read from the configuration section <c>Prometheus:HttpMetrics</c>, then from
    /// <c>services.Configure&lt;HttpMetricsOptions&gt;</c>.</summary>
    /// <param name="app">The application.</param>
    /// <returns>The same application.</returns>
    /// <exception cref="InvalidOperationException"><c>AddPrometheusMetrics</c> was not called, the configuration section is invalid, or
    /// <c>UseHttpMetrics</c> or <c>AddHttpMetrics</c> was called with other options before.</exception>
    /// <exception cref="OptionsValidationException">An option is outside its range.</exception>
    public static IApplicationBuilder UseHttpMetrics(this IApplicationBuilder app) => app.UseHttpMetrics(static _ => { });

    /// <summary>Adds a middleware that measures every request, as <see cref="UseHttpMetrics(IApplicationBuilder)"/>, with options set in
    /// code. They are applied after the configuration section and <c>services.Configure&lt;HttpMetricsOptions&gt;</c>, and before
    /// <c>PostConfigure</c>.</summary>
    /// <param name="app">The application.</param>
    /// <param name="configure">A delegate that sets options.</param>
    /// <returns>The same application.</returns>
    /// <exception cref="InvalidOperationException"><c>AddPrometheusMetrics</c> was not called, the configuration section is invalid, or
    /// <c>UseHttpMetrics</c> or <c>AddHttpMetrics</c> was called with other options before.</exception>
    /// <exception cref="OptionsValidationException">An option is outside its range.</exception>
    public static IApplicationBuilder UseHttpMetrics(this IApplicationBuilder app, Action<HttpMetricsOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentNullException.ThrowIfNull(configure);
        var services = app.ApplicationServices;
        RequiredServices.Verify<IMetricFactory>(services, nameof(UseHttpMetrics));
        if (services.GetService<MetricsSwitch>() is { IsOn: false })
        {
            return app;
        }

        var options = SectionOptions.Create(
            services, HttpMetricsOptions.Section, configure, new HttpMetricsOptionsValidator(services.GetService<IConfiguration>()));
        if (services.GetService<HttpInstruments>() is not null)
        {
            var added = services.GetRequiredService<IOptions<HttpMetricsOptions>>().Value;
            RejectOtherOptions("UseHttpMetrics is called with other options than AddHttpMetrics", added, options);
            return app;
        }

        var first = services.GetRequiredService<StartupReport>().UseSection(HttpMetricsOptions.Section, options);
        RejectOtherOptions("UseHttpMetrics is called twice with different options", first, options);
        if (ReferenceEquals(first, options))
        {
            LogPosition(app);
        }

        // ValidateOnStart and IOptionsMonitor get these options too: without the section and the delegate they would validate others.
        services.GetRequiredService<IOptionsMonitorCache<HttpMetricsOptions>>().TryAdd(Options.DefaultName, options);
        return HttpMetricsMiddleware.AddTo(app, new HttpInstruments(services.GetRequiredService<IMetricFactory>(), options));
    }

    private static void RejectOtherOptions(string mistake, HttpMetricsOptions first, HttpMetricsOptions second)
    {
        if (HttpMetricsOptionsComparer.FindDifference(first, second) is { } difference)
        {
            throw new InvalidOperationException(
                $"{mistake}: {difference}. Set the options in one place: in the section {HttpMetricsOptions.SectionName}, or by " +
                "services.Configure<HttpMetricsOptions>(…).");
        }
    }

    private static void LogPosition(IApplicationBuilder app)
    {
        var logger = app.ApplicationServices.GetRequiredService<ILogger<HttpMetricsMiddleware>>();
        LogCannotSee(logger);
        if (FollowsEndpoints(app))
        {
            LogFollowsEndpoints(logger);
        }
    }

    // UseRouting stores the route builder in this property, and UseEndpoints adds the builder's sources to those of the application. A
    // branch with routing of its own has its own properties.
    private static bool FollowsEndpoints(IApplicationBuilder app) =>
        app.Properties.TryGetValue("__EndpointRouteBuilder", out var routes)
        && routes is IEndpointRouteBuilder { DataSources: var sources }
        && app.ApplicationServices.GetService<EndpointDataSource>() is CompositeEndpointDataSource { DataSources: var used }
        && sources.Intersect(used).Any();

    [LoggerMessage(1, LogLevel.Warning,
        "UseHttpMetrics is called after UseEndpoints, so requests that are answered there are not measured. " +
        "Call it before UseEndpoints, best as the first middleware.")]
    private static partial void LogFollowsEndpoints(ILogger logger);

    [LoggerMessage(2, LogLevel.Debug,
        "UseHttpMetrics measures the requests that reach it. It does not see requests that end before: errors of a WebApplication's own " +
        "routing, endpoints with ShortCircuit, and requests that host filtering rejects. " +
        "builder.Services.AddPrometheusMetrics().AddHttpMetrics() sees all of them.")]
    private static partial void LogCannotSee(ILogger logger);
}
