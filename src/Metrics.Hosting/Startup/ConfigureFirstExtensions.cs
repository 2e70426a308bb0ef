using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace PrometheusMetrics.Hosting;

internal static class ConfigureFirstExtensions
{
    /// <summary>Configures the default instance of options from the configuration of the application, if there is one. It is inserted
    /// before all other services, so that options in code override the configuration, even if they were registered before.</summary>
    public static void ConfigureFirst<TOptions>(
        this IServiceCollection services, Action<IServiceProvider, IConfiguration, TOptions> configure)
        where TOptions : class => services.Insert(
            0,
            ServiceDescriptor.Singleton<IConfigureOptions<TOptions>>(provider => new ConfigureDefault<TOptions>(provider, configure)));

    private sealed class ConfigureDefault<TOptions>(
        IServiceProvider provider, Action<IServiceProvider, IConfiguration, TOptions> configure) : IConfigureNamedOptions<TOptions>
        where TOptions : class
    {
        // Not at each use: options are also read when the container is being disposed.
        private readonly IConfiguration? _configuration = provider.GetService<IConfiguration>();

        public void Configure(TOptions options) => Configure(Options.DefaultName, options);

        public void Configure(string? name, TOptions options)
        {
            if (_configuration is { } configuration && string.IsNullOrEmpty(name))
            {
                configure(provider, configuration, options);
            }
        }
    }
}
