using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using PrometheusMetrics.Hosting;

namespace PrometheusMetrics.AspNetCore;

/// <summary>Creates the options of a feature that is added when the container is built, so that its section and the delegate of the call
/// cannot be registered any more.</summary>
internal static class SectionOptions
{
    /// <summary>Creates the options: from the section, then from the application's services, then from the delegate; validated.</summary>
    /// <exception cref="InvalidOperationException">The section has mistakes.</exception>
    /// <exception cref="OptionsValidationException">An option is outside its range.</exception>
    public static TOptions Create<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TOptions>(
        IServiceProvider services,
        OptionsSection<TOptions> section,
        Action<TOptions> configure,
        IValidateOptions<TOptions> validator)
        where TOptions : class =>
        new OptionsFactory<TOptions>(
            [
                new ConfigureOptions<TOptions>(options => Bind(services, section, options)),
                .. services.GetServices<IConfigureOptions<TOptions>>(),
                new ConfigureOptions<TOptions>(configure),
            ],
            services.GetServices<IPostConfigureOptions<TOptions>>(),
            [validator, .. services.GetServices<IValidateOptions<TOptions>>()])
            .Create(Options.DefaultName);

    private static void Bind<TOptions>(IServiceProvider services, OptionsSection<TOptions> section, TOptions options)
        where TOptions : class
    {
        if (services.GetService<IConfiguration>() is { } configuration)
        {
            section.Bind(configuration, options);
        }
    }
}
