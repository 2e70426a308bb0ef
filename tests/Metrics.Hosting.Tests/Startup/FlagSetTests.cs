using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using PrometheusMetrics.Hosting;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Hosting.Startup;

public sealed class FlagSetTests
{
    private const RuntimeMetricGroups All = RuntimeMetricGroups.All;

    [Theory]
    [InlineData("true", All)]
    [InlineData(" FALSE ", RuntimeMetricGroups.None)]
    [InlineData("""{ "Gc": true, "ThreadPool": false }""", All & ~RuntimeMetricGroups.ThreadPool)]
    [InlineData("""{ "threadpool": "False", "GC": "false" }""", All & ~RuntimeMetricGroups.ThreadPool & ~RuntimeMetricGroups.Gc)]
    [InlineData("""{ "Gc": true, "All": false, "Process": true }""", RuntimeMetricGroups.Gc | RuntimeMetricGroups.Process)]
    [InlineData("""{ "All": true }""", All)]
    public void Groups_are_set_all_together_or_each_for_itself(string json, RuntimeMetricGroups groups) =>
        Assert.Equal(groups, Read(json.StartsWith('{') ? json : $"\"{json}\""));

    [Theory]
    [InlineData("true", "ThreadPool", "false", All & ~RuntimeMetricGroups.ThreadPool)]
    [InlineData("false", "Gc", "true", RuntimeMetricGroups.Gc)]
    [InlineData("false", "All", "true", All)]
    [InlineData("""{ "ThreadPool": true, "Jit": false }""", "ThreadPool", "false",
        All & ~RuntimeMetricGroups.ThreadPool & ~RuntimeMetricGroups.Jit)]
    public void Environment_variables_for_single_groups_count_over_appsettings(
        string json, string group, string value, RuntimeMetricGroups groups) =>
        Assert.Equal(groups, Read(json, ($"Prometheus:RuntimeMetrics:{group}", value)));

    [Fact]
    public void A_value_for_all_in_the_environment_counts_before_the_single_groups_of_appsettings() =>
        Assert.Equal(RuntimeMetricGroups.Timers, Read("""{ "Timers": true, "Jit": false }""", ("Prometheus:RuntimeMetrics", "false")));

    [Fact]
    public async Task All_mistakes_are_reported_together()
    {
        using var host = Build("""{ "Gcc": true, "Timers": "often", "ThreadPol": false }""");

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        Assert.Contains("'Prometheus:RuntimeMetrics:Gcc'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("'Prometheus:RuntimeMetrics:Timers' is 'often'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Did you mean 'Prometheus:RuntimeMetrics:ThreadPool'?", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_name_of_a_group_as_the_value_is_refused_with_what_to_write()
    {
        using var host = Build("\"Gc\"");

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        Assert.Equal(
            "'Prometheus:RuntimeMetrics' is 'Gc', but must be true or false, or a section with true or false for some of Gc, Jit, "
                + "ThreadPool, Locks, Exceptions, Timers, Assemblies, Process, Info, All: write \"RuntimeMetrics\": "
                + "{ \"Gc\": true } in JSON, or Prometheus__RuntimeMetrics__Gc=true as an environment variable.",
            refusal.Message);
    }

    [Fact]
    public async Task A_group_that_code_invents_is_refused_at_start()
    {
        using var host = Build("true", services => services.Configure<PrometheusMetricsOptions>(
            options => options.RuntimeMetrics = (RuntimeMetricGroups)(1 << 20)));

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Contains("Prometheus:RuntimeMetrics is 1048576", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_host_exposes_the_groups_that_are_on()
    {
        using var host = Build("""{ "ThreadPool": false }""");

        Assert.NotNull(host.Registry().FindSampleValue("dotnet_timer_count"));
        Assert.Null(host.Registry().FindSampleValue("dotnet_thread_pool_thread_count"));
    }

    [Theory]
    [InlineData("""{ "First": true, "Last": true }""", default(WideFlags), WideFlags.First | WideFlags.Last)]
    [InlineData("""{ "First": true }""", WideFlags.Last, WideFlags.First | WideFlags.Last)]
    [InlineData("""{ "Last": false }""", WideFlags.First | WideFlags.Last, WideFlags.First)]
    [InlineData("true", default(WideFlags), WideFlags.First | WideFlags.Last)]
    [InlineData("false", WideFlags.First | WideFlags.Last, default(WideFlags))]
    public void Flags_may_have_64_bits(string json, WideFlags before, WideFlags after) =>
        Assert.Equal(after, ReadOther(json, before));

    [Theory]
    [InlineData("""{ "First": true, "Last": true }""", default(SignedFlags), SignedFlags.First | SignedFlags.Last)]
    [InlineData("""{ "Last": false }""", SignedFlags.First | SignedFlags.Last, SignedFlags.First)]
    public void A_flag_may_be_the_sign_of_a_number(string json, SignedFlags before, SignedFlags after) =>
        Assert.Equal(after, ReadOther(json, before));

    private static RuntimeMetricGroups Read(string json, params (string Key, string? Value)[] environment)
    {
        using var host = Build(json, services => { }, environment);
        return host.Services.GetRequiredService<IOptions<PrometheusMetricsOptions>>().Value.RuntimeMetrics;
    }

    private static TFlags ReadOther<TFlags>(string json, TFlags before)
        where TFlags : struct, Enum
    {
        var value = json.StartsWith('{') ? json : $"\"{json}\"";
        var configuration = new ConfigurationBuilder()
            .AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes($$"""{ "Prometheus": { "Other": { "Flags": {{value}} } } }""")))
            .Build();
        var options = new StrongBox<TFlags>(before);

        new OptionsSection<StrongBox<TFlags>>("Other")
            .AddFlags("Flags", options => options.Value, (options, flags) => options.Value = flags)
            .Bind(configuration, options);

        return options.Value;
    }

    private static IHost Build(
        string json, Action<IServiceCollection>? configure = null, params (string Key, string? Value)[] environment)
    {
        var builder = Worker.CreateBuilder();
        builder.Configuration.AddJsonStream(
            new MemoryStream(Encoding.UTF8.GetBytes($$"""{ "Prometheus": { "RuntimeMetrics": {{json}} } }""")));
        builder.Configuration.AddInMemoryCollection(
            environment.Select(setting => KeyValuePair.Create(setting.Key, setting.Value)));
        builder.Services.AddPrometheusMetrics();
        configure?.Invoke(builder.Services);
        return builder.Build();
    }

    [Flags]
    public enum WideFlags : ulong
    {
        First = 1,
        Last = 1UL << 63,
    }

    [Flags]
    public enum SignedFlags : sbyte
    {
        First = 1,
        Last = sbyte.MinValue,
    }
}
