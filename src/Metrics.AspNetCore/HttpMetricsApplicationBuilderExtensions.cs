using PrometheusMetrics;
using PrometheusMetrics.AspNetCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Measures HTTP requests.</summary>
public static class HttpMetricsApplicationBuilderExtensions
{
    /// <summary>Measures every request that reaches it: the histogram <c>http_request_duration_seconds{method,status,route}</c> and the gauge <c>http_requests_in_progress{method}</c>.
    /// Put it first to see every request. Status and route are right wherever it stands, and it counts a request once, however often it is used. Options come from the configuration section
    /// <c>Prometheus:HttpMetrics</c>.</summary>
    /// <param name="app">The application.</param>
    /// <returns>The same application.</returns>
    /// <exception cref="InvalidOperationException"><c>AddPrometheusMetrics</c> was not called, or the configuration can't be read.</exception>
    /// <exception cref="OptionsValidationException">An option is outside its range.</exception>
    public static IApplicationBuilder UseHttpMetrics(this IApplicationBuilder app) => app.UseHttpMetrics(static _ => { });

    /// <summary>Measures every request, as <see cref="UseHttpMetrics(IApplicationBuilder)"/>, with options by code, which come after the configuration.</summary>
    /// <param name="app">The application.</param>
    /// <param name="configure">Sets options.</param>
    /// <returns>The same application.</returns>
    /// <exception cref="InvalidOperationException"><c>AddPrometheusMetrics</c> was not called, or the HTTP metrics are in use with other options.</exception>
    /// <exception cref="OptionsValidationException">An option is outside its range.</exception>
    public static IApplicationBuilder UseHttpMetrics(this IApplicationBuilder app, Action<HttpMetricsOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentNullException.ThrowIfNull(configure);
        RequiredServices.Verify<IMetricFactory>(app.ApplicationServices, nameof(UseHttpMetrics));
        var options = new HttpMetricsOptions();
        app.ApplicationServices.GetService<IConfiguration>()?.GetSection(HttpMetricsOptions.SectionName).Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);
        configure(options);
        if (new HttpMetricsOptionsValidator().Validate(Options.DefaultName, options) is { Failed: true } refusal)
        {
            throw new OptionsValidationException(Options.DefaultName, typeof(HttpMetricsOptions), refusal.Failures);
        }

        var instruments = new RequestInstruments(app.ApplicationServices.GetRequiredService<IMetricFactory>(), options);
        var clock = app.ApplicationServices.GetRequiredService<TimeProvider>();
        return app.Use(next => new HttpMetricsMiddleware(next, instruments, clock).InvokeAsync);
    }
}
