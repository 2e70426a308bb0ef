using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using PrometheusMetrics;
using PrometheusMetrics.AspNetCore;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Extension methods that add the HTTP metrics to an application.</summary>
public static class HttpMetricsApplicationBuilderExtensions
{
    /// <summary>Adds a middleware that measures every request that reaches it: the histogram
    /// <c>http_request_duration_seconds{method,status,route}</c> and the gauge <c>http_requests_in_progress{method}</c>. Call it first to
    /// measure every request. Status and route are correct at any position, and a request is counted once, even if the middleware is added
    /// several times. Options are read from the configuration section <c>Prometheus:HttpMetrics</c>, then from
    /// <c>services.Configure&lt;HttpMetricsOptions&gt;</c>.</summary>
    /// <param name="app">The application.</param>
    /// <returns>The same application.</returns>
    /// <exception cref="InvalidOperationException"><c>AddPrometheusMetrics</c> was not called, the configuration section is invalid, or the
    /// HTTP metrics are in use with other options.</exception>
    /// <exception cref="OptionsValidationException">An option is outside its range.</exception>
    public static IApplicationBuilder UseHttpMetrics(this IApplicationBuilder app) => app.UseHttpMetrics(static _ => { });

    /// <summary>Adds a middleware that measures every request, as <see cref="UseHttpMetrics(IApplicationBuilder)"/>, with options set in
    /// code. They are applied after the configuration section and <c>services.Configure&lt;HttpMetricsOptions&gt;</c>, and before
    /// <c>PostConfigure</c>.</summary>
    /// <param name="app">The application.</param>
    /// <param name="configure">A delegate that sets options.</param>
    /// <returns>The same application.</returns>
    /// <exception cref="InvalidOperationException"><c>AddPrometheusMetrics</c> was not called, the configuration section is invalid, or the
    /// HTTP metrics are in use with other options.</exception>
    /// <exception cref="OptionsValidationException">An option is outside its range.</exception>
    public static IApplicationBuilder UseHttpMetrics(this IApplicationBuilder app, Action<HttpMetricsOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentNullException.ThrowIfNull(configure);
        var services = app.ApplicationServices;
        RequiredServices.Verify<IMetricFactory>(services, nameof(UseHttpMetrics));
        var options = CreateOptions(services, configure);

        // ValidateOnStart and IOptionsMonitor get these options too: without the section and the delegate they would validate others.
        services.GetRequiredService<IOptionsMonitorCache<HttpMetricsOptions>>().TryAdd(Options.DefaultName, options);
        var instruments = new HttpInstruments(services.GetRequiredService<IMetricFactory>(), options);
        var timeProvider = services.GetRequiredService<TimeProvider>();
        return app.Use(next => new HttpMetricsMiddleware(next, instruments, timeProvider).InvokeAsync);
    }

    // The container is built, so the section and the delegate cannot be registered any more: the framework's factory gets them here.
    private static HttpMetricsOptions CreateOptions(IServiceProvider services, Action<HttpMetricsOptions> configure) =>
        new OptionsFactory<HttpMetricsOptions>(
            [
                new ConfigureOptions<HttpMetricsOptions>(options => BindSection(services, options)),
                .. services.GetServices<IConfigureOptions<HttpMetricsOptions>>(),
                new ConfigureOptions<HttpMetricsOptions>(configure),
            ],
            services.GetServices<IPostConfigureOptions<HttpMetricsOptions>>(),
            [new HttpMetricsOptionsValidator(), .. services.GetServices<IValidateOptions<HttpMetricsOptions>>()])
            .Create(Options.DefaultName);

    private static void BindSection(IServiceProvider services, HttpMetricsOptions options) =>
        services.GetService<IConfiguration>()?.GetSection(HttpMetricsOptions.SectionName)
            .Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);
}
