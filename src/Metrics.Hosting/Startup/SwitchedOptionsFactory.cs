using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace PrometheusMetrics.Hosting;

/// <summary>Creates the options of a feature as the framework does. If the metrics are off, the options are the defaults: neither
/// configuration nor code is read, and nothing is validated.</summary>
/// <typeparam name="TOptions">The type of the options.</typeparam>
internal sealed class SwitchedOptionsFactory<
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TOptions> : IOptionsFactory<TOptions>
    where TOptions : class
{
    private readonly MetricsSwitch _switch;
    private readonly OptionsFactory<TOptions> _factory;

    public SwitchedOptionsFactory(
        MetricsSwitch metricsSwitch,
        IEnumerable<IConfigureOptions<TOptions>> setups,
        IEnumerable<IPostConfigureOptions<TOptions>> postConfigures,
        IEnumerable<IValidateOptions<TOptions>> validations)
    {
        _switch = metricsSwitch;
        _factory = new OptionsFactory<TOptions>(setups, postConfigures, validations);
    }

    public TOptions Create(string name) => (_switch.IsOn ? _factory : new OptionsFactory<TOptions>([], [])).Create(name);
}

internal static class SwitchedOptionsExtensions
{
    /// <summary>Adds options that are created by a <see cref="SwitchedOptionsFactory{TOptions}"/> and validated at start.</summary>
    public static void AddSwitchedOptions<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TOptions>(
        this IServiceCollection services, string? name = null)
        where TOptions : class
    {
        services.AddOptionsWithValidateOnStart<TOptions>(name);
        services.TryAddTransient<IOptionsFactory<TOptions>, SwitchedOptionsFactory<TOptions>>();
    }
}
