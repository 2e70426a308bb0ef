using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace PrometheusMetrics.AspNetCore;

/// <summary>The services that Kestrel's HTTPS needs. Some are internal types, which only the framework's method for web hosts registers, so
/// this is a web host builder that has services and nothing else.</summary>
internal sealed class HttpsServices : IWebHostBuilder
{
    private readonly IServiceCollection _services;

    private HttpsServices(IServiceCollection services) => _services = services;

    /// <summary>Creates the services, to be disposed.</summary>
    /// <param name="loggerFactory">What the server logs to. It is not disposed.</param>
    public static ServiceProvider Create(ILoggerFactory loggerFactory)
    {
        var services = new ServiceCollection();
        services.AddSingleton(loggerFactory).AddMetrics();
        new HttpsServices(services).UseKestrelCore();
        return services.BuildServiceProvider();
    }

    public IWebHostBuilder ConfigureServices(Action<IServiceCollection> configureServices)
    {
        configureServices(_services);
        return this;
    }

    public IWebHostBuilder ConfigureServices(Action<WebHostBuilderContext, IServiceCollection> configureServices) =>
        ConfigureServices(services => configureServices(new WebHostBuilderContext(), services));

    public IWebHostBuilder ConfigureAppConfiguration(Action<WebHostBuilderContext, IConfigurationBuilder> configureDelegate) => this;

    public string? GetSetting(string key) => null;

    public IWebHostBuilder UseSetting(string key, string? value) => this;

#pragma warning disable ASPDEPR008 // A member of the interface.
    public IWebHost Build() => throw new NotSupportedException();
#pragma warning restore ASPDEPR008
}
