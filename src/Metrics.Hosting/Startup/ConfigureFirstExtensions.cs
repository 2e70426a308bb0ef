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
        where TOptions : class => services.ConfigureAllFirst<TOptions>((provider, configuration, name, options) =>
    {
        if (name == Options.DefaultName)
        {
            configure(provider, configuration, options);
        }
    });

    /// <summary>Configures every instance of options, as <see cref="ConfigureFirst"/> does. The delegate gets the name.</summary>
    public static void ConfigureAllFirst<TOptions>(
        this IServiceCollection services, Action<IServiceProvider, IConfiguration, string, TOptions> configure)
        where TOptions : class => services.Insert(
            0,
            ServiceDescriptor.Singleton<IConfigureOptions<TOptions>>(provider => new ConfigureAll<TOptions>(provider, configure)));

    private sealed class ConfigureAll<TOptions>(
        IServiceProvider provider, Action<IServiceProvider, IConfiguration, string, TOptions> configure) : IConfigureNamedOptions<TOptions>
        where TOptions : class
    {
        // Not at each use: options are also read when the container is being disposed.
        private readonly IConfiguration? _configuration = provider.GetService<IConfiguration>();

        public void Configure(TOptions options) => Configure(Options.DefaultName, options);

        public void Configure(string? name, TOptions options)
        {
            if (_configuration is { } configuration)
            {
                configure(provider, _configuration, name ?? Options.DefaultName, options);
            }
        }
    }
}
