using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PrometheusMetrics.Hosting;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Hosting.Startup;

/// <summary>Which keys are allowed below <c>Prometheus</c>, written in JSON and as environment variables.</summary>
public sealed class PrometheusSectionTests
{
    private const string Known =
        "Known options are Enabled, ProcessMetrics, RuntimeMetrics, FailOnCollectorError, CollectorTimeout, CollectorDurations, " +
        "ExemplarsFromActivity, SeriesLimit, LabelValueLengthLimit, NameValidation, Labels, KeepCounterNames, TargetInfo; " +
        "known sections are Pushgateway, Pushgateways, PushgatewayJanitor, Textfile, HttpMetrics, Endpoint, Server.";

    public static TheoryData<string, string, string> Mistakes => new()
    {
        {
            """{ "RuntimeMetric": false }""",
            "RuntimeMetric=false",
            $"There is no option 'Prometheus:RuntimeMetric'. Did you mean 'Prometheus:RuntimeMetrics'? {Known} Correct or remove it."
        },
        {
            """{ "SeriesLimti": 5 }""",
            "SeriesLimti=5",
            $"There is no option 'Prometheus:SeriesLimti'. Did you mean 'Prometheus:SeriesLimit'? {Known} Correct or remove it."
        },
        {
            """{ "Endpoint": "http://gateway:9091" }""",
            "Endpoint=http://gateway:9091",
            "'Prometheus:Endpoint' has a value, but is a section: set the keys below it."
        },
        {
            """{ "Pushgatway": { "Endpoint": "http://gateway:9091" } }""",
            "Pushgatway__Endpoint=http://gateway:9091",
            $"There is no section 'Prometheus:Pushgatway'. Did you mean 'Prometheus:Pushgateway'? {Known} " +
            "Correct or remove it, or register it by AddConfigurationSection(\"Pushgatway\")."
        },
        {
            """{ "Pushgatways": { "eu": { "Endpoint": "http://gateway:9091" } } }""",
            "Pushgatways__eu__Endpoint=http://gateway:9091",
            $"There is no section 'Prometheus:Pushgatways'. Did you mean 'Prometheus:Pushgateways'? {Known} " +
            "Correct or remove it, or register it by AddConfigurationSection(\"Pushgatways\")."
        },
        {
            """{ "Pushgateways": "http://gateway:9091" }""",
            "Pushgateways=http://gateway:9091",
            "'Prometheus:Pushgateways' has a value, but is a section: set the keys below it."
        },
        {
            """{ "httpmetric": { "Buckets": [1] } }""",
            "httpmetric__Buckets__0=1",
            $"There is no section 'Prometheus:httpmetric'. Did you mean 'Prometheus:HttpMetrics'? {Known} " +
            "Correct or remove it, or register it by AddConfigurationSection(\"httpmetric\")."
        },
        {
            """{ "SeriesLimits": { "Default": 5 } }""",
            "SeriesLimits__Default=5",
            $"There is no section 'Prometheus:SeriesLimits'. Did you mean 'Prometheus:SeriesLimit'? {Known} " +
            "Correct or remove it, or register it by AddConfigurationSection(\"SeriesLimits\")."
        },
        {
            """{ "Pushgateway": "http://gateway:9091" }""",
            "Pushgateway=http://gateway:9091",
            "'Prometheus:Pushgateway' has a value, but is a section: set the keys below it."
        },
        {
            """{ "SeriesLimit": { "Default": 5 } }""",
            "SeriesLimit__Default=5",
            "'Prometheus:SeriesLimit' is an option, but there are keys below it: give it a value."
        },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task A_mistake_in_JSON_is_refused_at_start_with_what_to_write(string json, string variable, string message)
    {
        Assert.NotEmpty(variable);
        using var host = Build(configuration => AddJson(configuration, json));

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        Assert.Equal(message, refusal.Message);
    }

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task The_same_mistake_in_an_environment_variable_is_refused_alike(string json, string variable, string message)
    {
        Assert.NotEmpty(json);
        using var host = Build(configuration => AddVariable(configuration, variable));

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        Assert.Equal(message, refusal.Message);
    }

    [Theory]
    [InlineData("""{ "RemoteWrite": { "Url": "http://x" } }""", "RemoteWrite__Url=http://x")]
    [InlineData("""{ "RemoteWrite": {} }""", "RemoteWrite__Url=")]
    [InlineData("""{ "RemoteWrite": [] }""", "RemoteWrite=")]
    [InlineData("""{ "Pushgateway": {} }""", "Pushgateway__Job=j")]
    [InlineData("""{ "HttpMetrics": { "Duration": { "Buckets": [1] } } }""", "HttpMetrics__Duration__Buckets__0=1")]
    [InlineData("""{ "Endpoint": { "ScrapeLimit": 1 } }""", "Endpoint__ScrapeLimit=1")]
    [InlineData("""{ "processmetrics": false }""", "PROCESSMETRICS=false")]
    public async Task A_section_of_another_package_passes_and_so_do_the_sections_of_features_that_are_not_used(string json, string variable)
    {
        foreach (var source in new Action<IConfigurationBuilder>[] { x => AddJson(x, json), x => AddVariable(x, variable) })
        {
            using var host = Build(source);

            await host.StartAsync();
            await host.StopAsync();
        }
    }

    [Fact]
    public async Task A_section_that_was_registered_is_known_and_a_mistyped_name_of_it_is_refused()
    {
        using var host = Build(
            x => AddJson(x, """{ "RemotWrite": { "Url": "http://x" } }"""),
            metrics => metrics.AddConfigurationSection("RemoteWrite").AddConfigurationSection("remotewrite"));

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        Assert.Contains("Did you mean 'Prometheus:RemoteWrite'?", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(
            "known sections are Pushgateway, Pushgateways, PushgatewayJanitor, Textfile, HttpMetrics, Endpoint, Server, RemoteWrite.",
            refusal.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_section_that_was_registered_may_have_a_name_near_to_ours()
    {
        using var host = Build(
            x => AddJson(x, """{ "Servers": { "a": {} } }"""), metrics => metrics.AddConfigurationSection("Servers"));

        await host.StartAsync();
        await host.StopAsync();
    }

    [Fact]
    public async Task A_value_in_place_of_a_section_that_was_registered_is_refused()
    {
        using var host = Build(
            x => AddJson(x, """{ "RemoteWrite": "http://x" }"""), metrics => metrics.AddConfigurationSection("RemoteWrite"));

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        Assert.Equal("'Prometheus:RemoteWrite' has a value, but is a section: set the keys below it.", refusal.Message);
    }

    [Theory]
    [InlineData("Prometheus:RemoteWrite")]
    [InlineData(" ")]
    [InlineData("")]
    public void What_is_no_name_of_a_section_is_refused(string name)
    {
        var metrics = new ServiceCollection().AddPrometheusMetrics();

        Assert.Throws<ArgumentException>(nameof(name), () => metrics.AddConfigurationSection(name));
        Assert.Throws<ArgumentNullException>(() => default(IPrometheusMetricsBuilder)!.AddConfigurationSection("RemoteWrite"));
    }

    private static IHost Build(Action<IConfigurationBuilder> configure, Action<IPrometheusMetricsBuilder>? add = null)
    {
        var builder = Worker.CreateBuilder();
        configure(builder.Configuration);
        var metrics = builder.Services.AddPrometheusMetrics();
        add?.Invoke(metrics);
        return builder.Build();
    }

    private static void AddJson(IConfigurationBuilder builder, string section) =>
        builder.AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes($$"""{ "Prometheus": {{section}} }""")));

    /// <summary>Sets a variable of the process under a prefix of its own, so that no other test reads it.</summary>
    private static void AddVariable(IConfigurationBuilder builder, string variable)
    {
        var prefix = $"TEST_{Guid.NewGuid():N}_";
        var equals = variable.IndexOf('=', StringComparison.Ordinal);
        var (name, value) = (variable[..equals], variable[(equals + 1)..]);
        Environment.SetEnvironmentVariable($"{prefix}Prometheus__{name}", value);
        builder.AddEnvironmentVariables(prefix);
    }
}
