using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace PrometheusMetrics.AspNetCore;

/// <summary>Creates the options of the HTTP metrics when the container is built, so that the section and the delegate of the call cannot be
/// registered any more.</summary>
internal static class HttpMetricsOptionsFactory
{
    public static HttpMetricsOptions Create(IServiceProvider services, Action<HttpMetricsOptions> configure)
    {
        var configuration = services.GetService<IConfiguration>();
        return new OptionsFactory<HttpMetricsOptions>(
            [
                new ConfigureOptions<HttpMetricsOptions>(options => Bind(configuration, options)),
                .. services.GetServices<IConfigureOptions<HttpMetricsOptions>>(),
                new ConfigureOptions<HttpMetricsOptions>(configure),
            ],
            services.GetServices<IPostConfigureOptions<HttpMetricsOptions>>(),
            [new HttpMetricsOptionsValidator(configuration), .. services.GetServices<IValidateOptions<HttpMetricsOptions>>()])
            .Create(Options.DefaultName);
    }

    private static void Bind(IConfiguration? configuration, HttpMetricsOptions options)
    {
        if (configuration is not null)
        {
            HttpMetricsOptions.Section.Bind(configuration, options);
        }
    }
}
