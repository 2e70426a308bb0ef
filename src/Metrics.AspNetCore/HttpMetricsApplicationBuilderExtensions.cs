using Metrics;
using Metrics.AspNetCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Measures HTTP requests.</summary>
public static class HttpMetricsApplicationBuilderExtensions
{
    /// <summary>Measures every request: the histogram <c>http_request_duration_seconds{method,status,route}</c> and the gauge <c>http_requests_in_progress{method}</c>.
    /// It may stand anywhere in the pipeline and counts a request once, however often it is used. Options come from the configuration section
    /// <c>Prometheus:HttpMetrics</c>.</summary>
    /// <param name="app">The application.</param>
    /// <returns>The same application.</returns>
    /// <exception cref="InvalidOperationException"><c>AddPrometheusMetrics</c> was not called, or an option is outside its range.</exception>
    public static IApplicationBuilder UseHttpMetrics(this IApplicationBuilder app) => app.UseHttpMetrics(static _ => { });

    /// <summary>Measures every request, as <see cref="UseHttpMetrics(IApplicationBuilder)"/>, with options by code, which come after the configuration.</summary>
    /// <param name="app">The application.</param>
    /// <param name="configure">Sets options.</param>
    /// <returns>The same application.</returns>
    /// <exception cref="InvalidOperationException"><c>AddPrometheusMetrics</c> was not called, or the HTTP metrics are in use with other options.</exception>
    /// <exception cref="ArgumentException">An option is outside its range.</exception>
    public static IApplicationBuilder UseHttpMetrics(this IApplicationBuilder app, Action<HttpMetricsOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentNullException.ThrowIfNull(configure);
        RequiredServices.Verify(app.ApplicationServices, nameof(UseHttpMetrics));
        var options = new HttpMetricsOptions();
        app.ApplicationServices.GetService<IConfiguration>()?.GetSection(HttpMetricsOptions.SectionName).Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);
        configure(options);
        var instruments = new RequestInstruments(app.ApplicationServices.GetRequiredService<IMetricFactory>(), options);
        var clock = app.ApplicationServices.GetRequiredService<TimeProvider>();
        return app.Use(next => new HttpMetricsMiddleware(next, instruments, clock).InvokeAsync);
    }
}
