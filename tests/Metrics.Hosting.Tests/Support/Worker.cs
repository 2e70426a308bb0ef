using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace PrometheusMetrics.Tests.Support;

/// <summary>Makes hosts without a web server, which depend on nothing of the machine.</summary>
internal static class Worker
{
    public static HostApplicationBuilder CreateBuilder(params (string Key, string? Value)[] settings) =>
        CreateBuilder(new LogList(), settings);

    /// <param name="log">Gets everything that is logged.</param>
    /// <param name="settings">The configuration; of two values for a key the first one counts.</param>
    public static HostApplicationBuilder CreateBuilder(LogList log, params (string Key, string? Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "invoices" });
        builder.Configuration.AddInMemoryCollection(
            settings.DistinctBy(setting => setting.Key).Select(setting => KeyValuePair.Create(setting.Key, setting.Value)));
        builder.Logging.AddProvider(log).SetMinimumLevel(LogLevel.Trace);

        // The host measures it by the clock of the machine: a test that would wait for it fails instead.
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = Timeout.InfiniteTimeSpan);
        builder.ConfigureContainer(
            new DefaultServiceProviderFactory(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true }));
        return builder;
    }

    public static MetricRegistry Registry(this IHost host) => host.Services.GetRequiredService<MetricRegistry>();

    public static IMetricFactory Factory(this IHost host) => host.Services.GetRequiredService<IMetricFactory>();
}
