using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using PrometheusMetrics.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Extension methods that add a janitor for Pushgateways to a host.</summary>
public static class PushgatewayJanitorBuilderExtensions
{
    /// <summary>Adds a janitor, which looks at the Pushgateways of the host at intervals and deletes the groups of all processes that were
    /// pushed with a lease and whose lease is over. Options are read from the configuration section
    /// <c>Prometheus:PushgatewayJanitor</c>. One instance is enough: set <c>Enabled</c> to false in the others. A second call only sets
    /// options.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">A delegate that sets options, which override the configuration section, or null.</param>
    /// <returns>The same builder.</returns>
    public static IPrometheusMetricsBuilder AddPushgatewayJanitor(
        this IPrometheusMetricsBuilder builder, Action<JanitorOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (!builder.Services.Any(service => service.ImplementationType == typeof(JanitorService)))
        {
            builder.AddConfigurationSection(JanitorOptions.Section);
            builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<JanitorOptions>, JanitorOptionsValidator>());
            builder.Services.AddHostedService<JanitorService>();
        }

        if (configure is not null)
        {
            builder.Services.Configure(configure);
        }

        return builder;
    }
}
