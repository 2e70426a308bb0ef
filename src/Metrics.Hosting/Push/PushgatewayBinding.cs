using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace PrometheusMetrics.Hosting;

/// <summary>Reads the section of each gateway into its options. A change of the configuration must not be taken for an empty section if it
/// is a mistake, so what is near to the section is checked too.</summary>
internal sealed class PushgatewayBinding : IConfigureNamedOptions<PushgatewayOptions>
{
    // Not at each use: options are also read when the container is being disposed.
    private readonly IConfiguration? _configuration;
    private readonly string[] _sections;

    public PushgatewayBinding(IServiceProvider provider)
    {
        _configuration = provider.GetService<IConfiguration>();
        _sections = PrometheusSection.KnownSections(provider);
    }

    public void Configure(PushgatewayOptions options) => Configure(Options.DefaultName, options);

    /// <exception cref="InvalidOperationException">The section, or what stands in its place, has mistakes.</exception>
    public void Configure(string? name, PushgatewayOptions options)
    {
        if (_configuration is not { } configuration)
        {
            return;
        }

        if (string.IsNullOrEmpty(name))
        {
            CheckPlace(PushgatewayOptions.Section.Name, configuration);
            PushgatewayOptions.Section.Bind(configuration, options);
        }
        else if (PushgatewayName.IsLegal(name))
        {
            CheckPlace(PrometheusSection.Pushgateways, configuration);
            BindNamed(configuration.GetSection(PushgatewayName.GetSection(name)), options);
        }
    }

    private static void BindNamed(IConfigurationSection section, PushgatewayOptions options)
    {
        if (!string.IsNullOrEmpty(section.Value))
        {
            throw new InvalidOperationException(ConfigurationError.IsSection(section));
        }

        PushgatewayOptions.Section.BindSection(section, options);
    }

    private void CheckPlace(string section, IConfiguration configuration)
    {
        if (PrometheusSection.FindMistakesAbout(section, configuration, _sections) is { } mistakes)
        {
            throw new InvalidOperationException(mistakes);
        }
    }
}
