using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using PrometheusMetrics;
using PrometheusMetrics.AspNetCore;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Measures HTTP requests.</summary>
public static class HttpMetricsApplicationBuilderExtensions
{
    /// <summary>Measures every request that reaches it: the histogram <c>http_request_duration_seconds{method,status,route}</c> and the gauge <c>http_requests_in_progress{method}</c>.
    /// Put it first to see every request. Status and route are right wherever it stands, and it counts a request once, however often it is used. Options come from the configuration section
    /// <c>Prometheus:HttpMetrics</c>, then from <c>services.Configure&lt;HttpMetricsOptions&gt;</c>.</summary>
    /// <param name="app">The application.</param>
    /// <returns>The same application.</returns>
    /// <exception cref="InvalidOperationException"><c>AddPrometheusMetrics</c> was not called, or the configuration can't be read.</exception>
    /// <exception cref="OptionsValidationException">An option is outside its range.</exception>
    public static IApplicationBuilder UseHttpMetrics(this IApplicationBuilder app) => app.UseHttpMetrics(static _ => { });

    /// <summary>Measures every request, as <see cref="UseHttpMetrics(IApplicationBuilder)"/>, with options by code. They come after the
    /// configuration section and <c>services.Configure&lt;HttpMetricsOptions&gt;</c>, and before <c>PostConfigure</c>.</summary>
    /// <param name="app">The application.</param>
    /// <param name="configure">Sets options.</param>
    /// <returns>The same application.</returns>
    /// <exception cref="InvalidOperationException"><c>AddPrometheusMetrics</c> was not called, or the HTTP metrics are in use with other options.</exception>
    /// <exception cref="OptionsValidationException">An option is outside its range.</exception>
    public static IApplicationBuilder UseHttpMetrics(this IApplicationBuilder app, Action<HttpMetricsOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentNullException.ThrowIfNull(configure);
        var services = app.ApplicationServices;
        RequiredServices.Verify<IMetricFactory>(services, nameof(UseHttpMetrics));
        var options = CreateOptions(services, configure);

        // Also what ValidateOnStart and IOptionsMonitor see: without the section and the delegate, they would judge other options than those in use.
        services.GetRequiredService<IOptionsMonitorCache<HttpMetricsOptions>>().TryAdd(Options.DefaultName, options);
        var instruments = new HttpInstruments(services.GetRequiredService<IMetricFactory>(), options);
        var clock = services.GetRequiredService<TimeProvider>();
        return app.Use(next => new HttpMetricsMiddleware(next, instruments, clock).InvokeAsync);
    }

    // The container is built already, so the framework's own factory is given here what could not be registered any more.
    private static HttpMetricsOptions CreateOptions(IServiceProvider services, Action<HttpMetricsOptions> configure) => new OptionsFactory<HttpMetricsOptions>(
        [
            new ConfigureOptions<HttpMetricsOptions>(options => BindSection(services, options)),
            .. services.GetServices<IConfigureOptions<HttpMetricsOptions>>(),
            new ConfigureOptions<HttpMetricsOptions>(configure),
        ],
        services.GetServices<IPostConfigureOptions<HttpMetricsOptions>>(),
        [new HttpMetricsOptionsValidator(), .. services.GetServices<IValidateOptions<HttpMetricsOptions>>()]).Create(Options.DefaultName);

    private static void BindSection(IServiceProvider services, HttpMetricsOptions options) =>
        services.GetService<IConfiguration>()?.GetSection(HttpMetricsOptions.SectionName)
            .Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);
}
