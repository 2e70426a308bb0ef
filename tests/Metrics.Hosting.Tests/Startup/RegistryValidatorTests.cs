using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Hosting.Startup;

/// <summary>What would be ignored silently is refused when the host starts: options that a registry of the application cannot take up any
/// more, and registries that bypass the host.</summary>
public sealed class RegistryValidatorTests
{
    private static readonly MetricRegistry Foreign = new();

    public static TheoryData<string, string, string> RegistryOptions => new()
    {
        { "FailOnCollectorError", "true", " is True" },
        { "CollectorTimeout", "00:00:07", " is 00:00:07" },
        { "CollectorDurations", "true", " is True" },
        { "ExemplarsFromActivity", "true", " is True" },
        { "SeriesLimit", "7", " is 7" },
        { "LabelValueLengthLimit", "77", " is 77" },
        { "NameValidation", "Utf8", " is Utf8" },
        { "KeepCounterNames", "true", " is True" },
        { "Labels:team", "s3cret", "" },
    };

    public static TheoryData<Action<IServiceCollection>> Registrations => new()
    {
        services => services.AddSingleton(Foreign),
        services => services.AddSingleton(_ => Foreign),
        services => services.AddSingleton<MetricRegistry>(),
        services => services.AddScoped(_ => Foreign),
    };

    [Theory]
    [MemberData(nameof(RegistryOptions))]
    public async Task An_option_that_only_the_maker_of_the_registry_can_honour_is_refused_by_name(string key, string value, string shown)
    {
        var builder = Worker.CreateBuilder(($"Prometheus:{key}", value));
        builder.Services.AddPrometheusMetrics(new MetricRegistry());
        using var host = builder.Build();

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        var option = key.Split(':')[0];
        Assert.StartsWith(
            $"Prometheus:{option}{shown}, but the registry that was passed to AddPrometheusMetrics exists already",
            refusal.Message,
            StringComparison.Ordinal);
        Assert.EndsWith(
            $": set MetricRegistryOptions.{option} where the registry is created, and leave {option} out here.",
            refusal.Message,
            StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_of_them_are_named_at_once_also_if_they_are_set_in_code()
    {
        var builder = Worker.CreateBuilder();
        builder.Services.AddPrometheusMetrics(
            new MetricRegistry(new MetricRegistryOptions { SeriesLimit = 50, Labels = new() { ["team"] = "red" } }),
            options =>
            {
                options.SeriesLimit = 70;
                options.Labels = new() { ["team"] = "blue" };
            });
        using var host = builder.Build();

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Equal(2, refusal.Failures.Count());
        Assert.Contains("SeriesLimit is 70, but", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("which has 50", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Prometheus:Labels, but", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_registry_has_already_may_be_set_or_left_out()
    {
        var registry = new MetricRegistry(new MetricRegistryOptions
        {
            SeriesLimit = 7,
            CollectorTimeout = TimeSpan.FromSeconds(7),
            CollectorDurations = true,
            Labels = new() { ["team"] = "red", ["shard"] = "1" },
        });
        var builder = Worker.CreateBuilder(
            ("Prometheus:SeriesLimit", "7"),
            ("Prometheus:Labels:shard", "1"),
            ("Prometheus:Labels:team", "red"));
        builder.Services.AddPrometheusMetrics(registry);
        using var host = builder.Build();

        await host.StartAsync();

        Assert.True(registry.HasProcessMetrics());
    }

    [Theory]
    [InlineData(nameof(MetricRegistryOptions.FailOnCollectorError), "false", "True")]
    [InlineData(nameof(MetricRegistryOptions.CollectorTimeout), "00:00:05", "00:00:07")]
    [InlineData(nameof(MetricRegistryOptions.CollectorDurations), "false", "True")]
    [InlineData(nameof(MetricRegistryOptions.ExemplarsFromActivity), "false", "True")]
    [InlineData(nameof(MetricRegistryOptions.SeriesLimit), "10000", "7")]
    [InlineData(nameof(MetricRegistryOptions.LabelValueLengthLimit), "16384", "77")]
    [InlineData(nameof(MetricRegistryOptions.NameValidation), "Legacy", "Utf8")]
    [InlineData(nameof(MetricRegistryOptions.KeepCounterNames), "false", "True")]
    public async Task A_default_that_is_set_and_that_the_registry_does_not_have_is_refused_too(string key, string value, string actual)
    {
        var registry = new MetricRegistry(new MetricRegistryOptions
        {
            FailOnCollectorError = true,
            CollectorTimeout = TimeSpan.FromSeconds(7),
            CollectorDurations = true,
            ExemplarsFromActivity = true,
            SeriesLimit = 7,
            LabelValueLengthLimit = 77,
            NameValidation = NameValidation.Utf8,
            KeepCounterNames = true,
        });
        var builder = Worker.CreateBuilder(($"Prometheus:{key}", value));
        builder.Services.AddPrometheusMetrics(registry);
        using var host = builder.Build();

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.StartsWith($"Prometheus:{key} is ", Assert.Single(refusal.Failures), StringComparison.Ordinal);
        Assert.Contains($", which has {actual}: set MetricRegistryOptions.{key} ", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_default_that_is_set_in_code_is_refused_whichever_call_comes_first(bool registryFirst)
    {
        using var registry = new MetricRegistry(new MetricRegistryOptions { SeriesLimit = 7 });
        var builder = Worker.CreateBuilder();
        if (registryFirst)
        {
            builder.Services.AddPrometheusMetrics(registry);
        }

        builder.Services.AddPrometheusMetrics(options => options.SeriesLimit = 10_000);
        builder.Services.AddPrometheusMetrics(registry);
        using var host = builder.Build();

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Contains("SeriesLimit is 10000, but", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Registrations))]
    public async Task A_registry_that_is_registered_by_hand_is_refused_with_what_to_write_instead(Action<IServiceCollection> register)
    {
        foreach (var isFirst in new[] { true, false })
        {
            foreach (var application in new[] { null, new MetricRegistry() })
            {
                var builder = Worker.CreateBuilder();
                if (isFirst)
                {
                    register(builder.Services);
                }

                _ = application is null ? builder.Services.AddPrometheusMetrics() : builder.Services.AddPrometheusMetrics(application);
                if (!isFirst)
                {
                    register(builder.Services);
                }

                using var host = builder.Build();
                var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
                Assert.Contains("pass the registry: services.AddPrometheusMetrics(registry).", refusal.Message, StringComparison.Ordinal);
            }
        }

        Foreign.Register(new StubCollector(Guid.NewGuid().ToString("n").Insert(0, "x")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_registry_of_the_call_itself_may_be_registered_too(bool isFirst)
    {
        var registry = new MetricRegistry();
        var builder = Worker.CreateBuilder();
        if (isFirst)
        {
            builder.Services.AddSingleton(registry);
        }

        builder.Services.AddPrometheusMetrics(registry);
        if (!isFirst)
        {
            builder.Services.AddSingleton(registry);
        }

        using var host = builder.Build();

        await host.StartAsync();

        Assert.True(registry.HasProcessMetrics());
    }

    [Fact]
    public async Task A_registry_under_a_key_is_the_applications_own_business()
    {
        var builder = Worker.CreateBuilder();
        builder.Services.AddKeyedSingleton("internal", new MetricRegistry());
        builder.Services.AddPrometheusMetrics();
        using var host = builder.Build();

        await host.StartAsync();

        Assert.NotSame(host.Registry(), host.Services.GetRequiredKeyedService<MetricRegistry>("internal"));
    }

    [Theory]
    [InlineData(nameof(IMetricFactory))]
    [InlineData(nameof(IMetricSource))]
    [InlineData(nameof(ICollectorRegistry))]
    public async Task A_service_over_another_registry_is_warned_of(string service)
    {
        var other = new MetricRegistry();
        var log = await StartAsync(services => _ = service switch
        {
            nameof(IMetricFactory) => services.AddSingleton<IMetricFactory>(_ => new MetricFactory(other)),
            nameof(IMetricSource) => services.AddSingleton<IMetricSource>(other),
            _ => services.AddSingleton<ICollectorRegistry>(other),
        });

        var warning = Assert.Single(
            log.AtLeast(LogLevel.Warning), line => line.Message.Contains("another registry", StringComparison.Ordinal));
        Assert.StartsWith($"The {service} in the service container belongs to another registry", warning.Message, StringComparison.Ordinal);
    }

    // The container disposes what functions return, and with it the metrics of the next host.
    [Theory]
    [InlineData(nameof(IMetricSource), true)]
    [InlineData(nameof(IMetricSource), false)]
    [InlineData(nameof(ICollectorRegistry), true)]
    [InlineData(nameof(ICollectorRegistry), false)]
    public async Task A_function_that_returns_the_registry_of_the_application_is_warned_of(string service, bool isFirst)
    {
        var registry = new MetricRegistry();
        var log = new LogList();
        var builder = Worker.CreateBuilder(log);
        if (!isFirst)
        {
            builder.Services.AddPrometheusMetrics(registry);
        }

        _ = service == nameof(IMetricSource)
            ? builder.Services.AddSingleton<IMetricSource>(_ => registry)
            : builder.Services.AddSingleton<ICollectorRegistry>(_ => registry);
        builder.Services.AddPrometheusMetrics(registry);
        using var host = builder.Build();
        await host.StartAsync();

        var warning = Assert.Single(log.AtLeast(LogLevel.Warning), line => line.Message.Contains("disposes", StringComparison.Ordinal));
        Assert.StartsWith(
            $"The {service} in the service container is a function that returns the registry", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_factory_over_the_registry_of_the_host_or_over_none_is_not_warned_of()
    {
        var prefixed = await StartAsync(services => services.AddSingleton(
            provider => new MetricFactory(provider.GetRequiredService<MetricRegistry>()).WithPrefix("app_")));
        var none = await StartAsync(services => services.AddSingleton<IMetricFactory>(NullMetricFactory.Instance));

        Assert.All([prefixed, none], log => Assert.DoesNotContain("another registry", log.Text, StringComparison.Ordinal));
    }

    private static async Task<LogList> StartAsync(Action<IServiceCollection> register)
    {
        var log = new LogList();
        var builder = Worker.CreateBuilder(log);
        builder.Services.AddPrometheusMetrics();
        register(builder.Services);
        using var host = builder.Build();
        await host.StartAsync();
        return log;
    }
}
