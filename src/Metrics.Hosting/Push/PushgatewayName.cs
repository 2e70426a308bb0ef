using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace PrometheusMetrics.Hosting;

/// <summary>The names of the gateways of a host, each of which is also the name of an instance of
/// <see cref="PushgatewayOptions"/>.</summary>
internal static class PushgatewayName
{
    /// <summary>How the default instance, whose name is empty, is called in metrics, logs and as the key of a service.</summary>
    public const string ShownDefault = "default";

    private const string Rule =
        $"use letters, digits, '-' and '_', other than '{ShownDefault}', whose section is {PushgatewayOptions.SectionName}";

    public static string Show(string name) => name == Options.DefaultName ? ShownDefault : name;

    /// <summary>Returns the path of the configuration section.</summary>
    public static string GetSection(string? name) => string.IsNullOrEmpty(name)
        ? PushgatewayOptions.SectionName
        : ConfigurationPath.Combine(PushgatewayOptions.NamedSectionName, ForeignText.Escape(name));

    public static string GetHttpClient(string name) => name == Options.DefaultName
        ? PushgatewayOptions.HttpClientName
        : $"{PushgatewayOptions.HttpClientName}.{name}";

    public static bool IsHttpClient(string? client) =>
        client == PushgatewayOptions.HttpClientName
        || client?.StartsWith(PushgatewayOptions.HttpClientName + ".", StringComparison.Ordinal) == true;

    /// <exception cref="ArgumentException">The name is illegal.</exception>
    public static void Verify(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (!IsLegal(name))
        {
            throw new ArgumentException($"'{ForeignText.Escape(name)}' can't be the name of a gateway: {Rule}.", nameof(name));
        }
    }

    public static bool IsLegal(string name) =>
        name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_')
        && !name.Equals(ShownDefault, StringComparison.OrdinalIgnoreCase);

    /// <summary>Adds a gateway in code.</summary>
    /// <exception cref="ArgumentException">Another name differs in case only.</exception>
    public static void Register(IServiceCollection services, string name)
    {
        var other = services.Select(service => service.IsKeyedService ? null : service.ImplementationInstance as Registration)
            .FirstOrDefault(registration => registration?.Name.Equals(name, StringComparison.OrdinalIgnoreCase) == true);
        if (other is null)
        {
            services.AddSingleton(new Registration(name));
        }
        else if (other.Name != name)
        {
            throw new ArgumentException($"There is a gateway '{other.Name}' already: write its name in the same case.", nameof(name));
        }
    }

    /// <summary>Lists the gateways: the default one, those that were added in code, and those of the configuration.</summary>
    /// <exception cref="InvalidOperationException">The configuration has an illegal name, or a value in place of a section.</exception>
    public static IReadOnlyList<string> List(IServiceProvider provider)
    {
        var sections = provider.GetService<IConfiguration>()?.GetSection(PushgatewayOptions.NamedSectionName).GetChildren().ToList() ?? [];
        var errors = sections.Select(DescribeError).OfType<string>().ToList();
        if (errors.Count > 0)
        {
            throw new InvalidOperationException(string.Join(' ', errors));
        }

        // The keys of a configuration have no case, so the spelling in code is the one of the options.
        var names = provider.GetServices<Registration>().Select(registration => registration.Name)
            .Concat(sections.Select(section => section.Key));
        return
        [
            Options.DefaultName,
            .. names.Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal),
        ];
    }

    private static string? DescribeError(IConfigurationSection section) =>
        !string.IsNullOrEmpty(section.Value) ? ConfigurationError.IsSection(section)
        : IsLegal(section.Key) ? null
        : $"'{ForeignText.Escape(section.Path)}' can't be the section of a gateway: {Rule}.";

    /// <summary>A gateway that was added in code.</summary>
    public sealed record Registration(string Name);
}
