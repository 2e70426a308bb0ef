using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Hosting;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Hosting.Startup;

/// <summary>Options are ordinary: configuration, then code in the order of its calls, then what comes after, then validation.</summary>
public sealed class OptionsOrderTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Code_comes_after_the_section_wherever_it_stands(bool codeFirst)
    {
        using var host = Build(codeFirst, services =>
        {
            services.Configure<PrometheusMetricsOptions>(options => options.SeriesLimit = options.SeriesLimit == 7 ? 8 : 0);
            services.Configure<PushgatewayOptions>(options => options.Job += "+code");
        });

        Assert.Equal(8, Get<PrometheusMetricsOptions>(host).SeriesLimit);
        Assert.Equal("section+code", Get<PushgatewayOptions>(host).Job);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_configured_for_all_names_counts(bool codeFirst)
    {
        using var host = Build(codeFirst, services => services.ConfigureAll<PushgatewayOptions>(options => options.Job += "+all"));

        Assert.Equal("section+all", Get<PushgatewayOptions>(host).Job);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_configured_afterwards_comes_last(bool codeFirst)
    {
        using var host = Build(codeFirst, services =>
        {
            services.PostConfigure<PushgatewayOptions>(options => options.Job += "+after");
            services.Configure<PushgatewayOptions>(options => options.Job += "+code");
        });

        Assert.Equal("section+code+after", Get<PushgatewayOptions>(host).Job);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_default_job_is_there_for_what_is_configured_afterwards(bool codeFirst)
    {
        var builder = Worker.CreateBuilder();
        Action[] calls =
        [
            () => builder.Services.PostConfigure<PushgatewayOptions>(options => options.Job += "+after"),
            () => builder.Services.AddPrometheusMetrics(),
        ];
        foreach (var call in codeFirst ? calls : calls.Reverse())
        {
            call();
        }

        using var host = builder.Build();

        Assert.Equal("invoices+after", Get<PushgatewayOptions>(host).Job);
    }

    [Fact]
    public void Options_of_another_name_have_nothing_of_the_section()
    {
        using var host = Build(
            codeFirst: false, services => services.Configure<PushgatewayOptions>("other", options => options.Job += "named"));

        Assert.Equal("named", host.Services.GetRequiredService<IOptionsMonitor<PushgatewayOptions>>().Get("other").Job);
        Assert.Equal("section", Get<PushgatewayOptions>(host).Job);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_validator_of_the_application_runs_at_start(bool codeFirst)
    {
        using var host = Build(codeFirst, services =>
        {
            services.AddSingleton<IValidateOptions<PrometheusMetricsOptions>, NoLimitOfSeven>();
            services.AddOptions<PushgatewayOptions>().Validate(options => options.Job != "section", "The job must not be 'section'.");
        });

        var refusal = await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync());

        Assert.Contains("The limit must not be 7.", refusal.ToString(), StringComparison.Ordinal);
        Assert.Throws<OptionsValidationException>(() => Get<PushgatewayOptions>(host));
    }

    [Fact]
    public void The_write_side_of_the_registry_is_in_the_container()
    {
        using var host = Build(codeFirst: false, _ => { });

        Assert.Same(host.Registry(), host.Services.GetRequiredService<ICollectorRegistry>());
        host.Services.GetRequiredService<ICollectorRegistry>().Register(new StubCollector("later"));
        Assert.Equal(1, host.Registry().GetSampleValue("later"));
    }

    private static IHost Build(bool codeFirst, Action<IServiceCollection> configure)
    {
        var builder = Worker.CreateBuilder(("Prometheus:SeriesLimit", "7"), ("Prometheus:Pushgateway:Job", "section"));
        if (codeFirst)
        {
            configure(builder.Services);
        }

        builder.Services.AddPrometheusMetrics();
        builder.Services.AddPrometheusMetrics();
        if (!codeFirst)
        {
            configure(builder.Services);
        }

        return builder.Build();
    }

    private static T Get<T>(IHost host)
        where T : class => host.Services.GetRequiredService<IOptions<T>>().Value;

    private sealed class NoLimitOfSeven : IValidateOptions<PrometheusMetricsOptions>
    {
        public ValidateOptionsResult Validate(string? name, PrometheusMetricsOptions options) =>
            options.SeriesLimit == 7 ? ValidateOptionsResult.Fail("The limit must not be 7.") : ValidateOptionsResult.Success;
    }
}
