using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace PrometheusMetrics.Hosting;

internal static class ConfigureFirstExtensions
{
    /// <summary>Configures options from the configuration of the application, if there is one. It is inserted before all other services, so
    /// that options in code override the configuration, even if they were registered before.</summary>
    public static void ConfigureFirst<TOptions>(
        this IServiceCollection services, Action<IServiceProvider, IConfiguration, TOptions> configure)
        where TOptions : class =>
        services.Insert(0, ServiceDescriptor.Singleton<IConfigureOptions<TOptions>>(provider => new ConfigureOptions<TOptions>(options =>
        {
            if (provider.GetService<IConfiguration>() is { } configuration)
            {
                configure(provider, configuration, options);
            }
        })));
}
