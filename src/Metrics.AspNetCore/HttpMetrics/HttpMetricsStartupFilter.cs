using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using PrometheusMetrics.Hosting;

namespace PrometheusMetrics.AspNetCore;

/// <summary>Puts the middleware in front of the whole pipeline. A <c>WebApplication</c> puts its routing in front of the application's
/// first middleware, so this is the only place that sees every request.</summary>
internal sealed class HttpMetricsStartupFilter : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        var services = app.ApplicationServices;
        if (services.GetRequiredService<MetricsSwitch>().IsOn)
        {
            services.GetRequiredService<StartupReport>().UseSection(
                HttpMetricsOptions.Section, services.GetRequiredService<IOptions<HttpMetricsOptions>>().Value);
            HttpMetricsMiddleware.AddTo(app, services.GetRequiredService<HttpInstruments>());
        }

        next(app);
    };
}
