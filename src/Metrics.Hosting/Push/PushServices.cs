using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Options;

namespace PrometheusMetrics.Hosting;

/// <summary>Registers what pushes to gateways need, whose names may be known to the configuration only.</summary>
internal static class PushServices
{
    public static void AddPushes(this IServiceCollection services)
    {
        AddOptions(services);
        AddHttpClients(services);
        services.AddSingleton<Pushgateways>();
        services.AddSingleton(provider =>
            new BatchJobs(provider.GetRequiredService<IMetricFactory>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(new ExporterRegistration(
            "Pushgateway",
            typeof(PushgatewayExporter),
            provider => provider.GetRequiredService<Pushgateways>().All.Select(gateway => gateway.Export))
        {
            PrepareCheck = PrepareCheck,
        });
        services.TryAddSingleton<IMetricPusher>(CreatePusher);
        services.TryAddKeyedSingleton<IMetricPusher>(KeyedService.AnyKey, CreatePusher);
    }

    private static Func<bool> PrepareCheck(IServiceProvider provider)
    {
        var names = PushgatewayName.List(provider);
        var options = provider.GetRequiredService<IOptionsMonitor<PushgatewayOptions>>();
        return () => names.Any(name => options.Get(name).IsOn);
    }

    private static void AddOptions(IServiceCollection services)
    {
        services.AddSwitchedOptions<PushgatewayOptions>();

        // Inserted first, so that the application's own PostConfigure comes later, even if it was registered before.
        services.Insert(0, ServiceDescriptor.Singleton<IPostConfigureOptions<PushgatewayOptions>>(provider =>
        {
            // Not at each use: options are also read when the container is being disposed.
            var environment = provider.GetService<IHostEnvironment>();
            return new PostConfigureOptions<PushgatewayOptions>(name: null, options =>
                options.Job ??= environment?.ApplicationName ?? AppDomain.CurrentDomain.FriendlyName);
        }));

        // Before all others, so that options in code override the configuration, even if they were registered before.
        services.Insert(
            0, ServiceDescriptor.Singleton<IConfigureOptions<PushgatewayOptions>>(provider => new PushgatewayBinding(provider)));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PushgatewayOptions>, PushgatewayOptionsValidator>());
    }

    private static void AddHttpClients(IServiceCollection services)
    {
        services.AddHttpClient();

        // Inserted first, so that a primary handler of the application replaces it, even if it was registered before.
        services.Insert(0, ForPushgateways(options => options.HttpMessageHandlerBuilderActions.Add(
            builder => builder.PrimaryHandler = new SocketsHttpHandler { AllowAutoRedirect = false })));
        foreach (var configure in GetClientDefaults())
        {
            services.Add(ForPushgateways(configure));
        }
    }

    /// <summary>Returns what the framework's builder does for one client, because it can't do it for names that are not known yet. Requests
    /// are not logged: the exporter logs the address and the error of a failed push once.</summary>
    private static IEnumerable<Action<HttpClientFactoryOptions>> GetClientDefaults()
    {
        var services = new ServiceCollection();
        services.AddHttpClient(PushgatewayOptions.HttpClientName, client => client.Timeout = Timeout.InfiniteTimeSpan).RemoveAllLoggers();
        return services.Where(service => !service.IsKeyedService)
            .Select(service => service.ImplementationInstance)
            .OfType<ConfigureNamedOptions<HttpClientFactoryOptions>>()
            .Where(configure => configure.Name == PushgatewayOptions.HttpClientName)
            .Select(configure => configure.Action)
            .OfType<Action<HttpClientFactoryOptions>>();
    }

    private static ServiceDescriptor ForPushgateways(Action<HttpClientFactoryOptions> configure) =>
        ServiceDescriptor.Singleton<IConfigureOptions<HttpClientFactoryOptions>>(new ConfigureClients(configure));

    private static IMetricPusher CreatePusher(IServiceProvider provider) => provider.GetRequiredService<MetricsSwitch>().IsOn
        ? new MetricPusher(
            provider.GetRequiredService<MetricExports>(),
            () => provider.GetRequiredService<Pushgateways>().All,
            provider.GetRequiredService<BatchJobs>())
        : NullMetricPusher.Instance;

    private static IMetricPusher CreatePusher(IServiceProvider provider, object? key)
    {
        var name = key as string
            ?? throw new InvalidOperationException("The key of an IMetricPusher is the name of a gateway, a text: \"default\" or another.");
        if (!provider.GetRequiredService<MetricsSwitch>().IsOn)
        {
            return NullMetricPusher.Instance;
        }

        var gateway = provider.GetRequiredService<Pushgateways>().Get(name);
        return new MetricPusher(
            provider.GetRequiredService<MetricExports>(), () => [gateway], provider.GetRequiredService<BatchJobs>());
    }

    private sealed class ConfigureClients(Action<HttpClientFactoryOptions> configure) : IConfigureNamedOptions<HttpClientFactoryOptions>
    {
        public void Configure(HttpClientFactoryOptions options)
        {
            // The client without a name is the application's.
        }

        public void Configure(string? name, HttpClientFactoryOptions options)
        {
            if (PushgatewayName.IsHttpClient(name))
            {
                configure(options);
            }
        }
    }
}
