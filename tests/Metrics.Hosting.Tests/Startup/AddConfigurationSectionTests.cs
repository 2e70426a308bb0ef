using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using PrometheusMetrics.Hosting;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Hosting.Startup;

/// <summary>A package reads a section of its own as the sections of this library are read.</summary>
public sealed class AddConfigurationSectionTests
{
    private static readonly OptionsSection<RemoteWriteOptions> Section = new OptionsSection<RemoteWriteOptions>("RemoteWrite")
        .AddText("Url", (options, value) => options.Url = value)
        .AddBoolean("Compress", (options, value) => options.Compress = value)
        .AddInteger("Shards", (options, value) => options.Shards = value)
        .AddTime("Timeout", (options, value) => options.Timeout = value)
        .AddNumbers("Quantiles", (options, value) => options.Quantiles = value)
        .AddMap("Headers", (options, value) => options.Headers = value)
        .AddNumber("Ratio", (options, value) => options.Ratio = value)
        .AddSection<RetryOptions>("Retry", options => options.Retry ??= new(), retry => retry
            .AddInteger("Limit", (options, value) => options.Limit = value)
            .AddNumbers("Steps", (options, value) => options.Steps = value)
            .AddSection<BackoffOptions>("Backoff", options => options.Backoff, backoff => backoff
                .AddTime("Delay", (options, value) => options.Delay = value)));

    [Fact]
    public async Task Every_kind_of_key_is_read_before_code_sets_options()
    {
        using var host = Build(
            services => services.Configure<RemoteWriteOptions>(options => options.Url += "/code"),
            ("Url", "http://x"),
            ("Compress", "true"),
            ("Shards", "-2"),
            ("Timeout", "00:00:05"),
            ("Quantiles", "0.5,0.9"),
            ("Headers:X-Scope", "a"),
            ("Headers:x-other", ""));
        await host.StartAsync();

        var options = host.Services.GetRequiredService<IOptions<RemoteWriteOptions>>().Value;

        Assert.Equal(
            ("http://x/code", true, -2, TimeSpan.FromSeconds(5)), (options.Url, options.Compress, options.Shards, options.Timeout));
        Assert.Equal([0.5, 0.9], options.Quantiles);
        Assert.Equal(
            [("X-Scope", "a"), ("x-other", "")],
            options.Headers.Select(header => (header.Key, header.Value)).OrderBy(header => header.Key, StringComparer.Ordinal));
        await host.StopAsync();
    }

    [Fact]
    public async Task Keys_below_a_key_are_read_into_options_of_their_own()
    {
        using var host = Build(
            _ => { }, ("ratio", " 0.25 "), ("Retry:limit", "3"), ("Retry:Backoff:Delay", "00:00:02"), ("Retry:Steps", ""));
        await host.StartAsync();

        var options = host.Services.GetRequiredService<IOptions<RemoteWriteOptions>>().Value;

        Assert.Equal(
            (0.25, 3, TimeSpan.FromSeconds(2)), (options.Ratio, options.Retry!.Limit, options.Retry.Backoff.Delay));
        Assert.Empty(options.Retry.Steps);
        await host.StopAsync();
    }

    [Theory]
    [InlineData("Retry", "")]
    [InlineData("Retry:Limit", null)]
    [InlineData("Retry:Backoff", null)]
    [InlineData("Url", "http://x")]
    public async Task Options_below_a_key_without_values_are_not_created(string key, string? value)
    {
        using var host = Build(_ => { }, (key, value));
        await host.StartAsync();

        Assert.Null(host.Services.GetRequiredService<IOptions<RemoteWriteOptions>>().Value.Retry);
        await host.StopAsync();
    }

    [Theory]
    [InlineData("Retry", "3", "'Prometheus:RemoteWrite:Retry' has a value, but is a section: set the keys below it.")]
    [InlineData("Retry:Limit", "x", "'Prometheus:RemoteWrite:Retry:Limit' is 'x', but must be a whole number like 10000.")]
    [InlineData(
        "Retry:Backof:Delay",
        "00:00:01",
        "There is no section 'Prometheus:RemoteWrite:Retry:Backof'. Did you mean 'Prometheus:RemoteWrite:Retry:Backoff'? " +
        "Known options are Limit, Steps, Backoff. Correct or remove it.")]
    [InlineData(
        "Retry:Backoff:Dely",
        "00:00:01",
        "There is no option 'Prometheus:RemoteWrite:Retry:Backoff:Dely'. Did you mean 'Prometheus:RemoteWrite:Retry:Backoff:Delay'? " +
        "Known options are Delay. Correct or remove it.")]
    [InlineData("Ratio", "0,5", "'Prometheus:RemoteWrite:Ratio' is '0,5', but must be a number like 0.1.")]
    [InlineData("Ratio", "half", "'Prometheus:RemoteWrite:Ratio' is 'half', but must be a number like 0.1.")]
    public async Task A_mistake_below_a_key_is_refused_with_its_whole_path(string key, string value, string message)
    {
        using var host = Build(_ => { }, (key, value));

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        Assert.Equal(message, refusal.Message);
    }

    [Fact]
    public async Task All_mistakes_below_a_key_are_reported_together()
    {
        using var host = Build(_ => { }, ("Retry:Limit", "x"), ("Retry:Backoff:Delay", "y"), ("Shards", "z"));

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        Assert.All(
            ["Retry:Limit' is 'x'", "Retry:Backoff:Delay' is 'y'", "Shards' is 'z'"],
            mistake => Assert.Contains(mistake, refusal.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_the_section_does_not_set_keeps_its_default()
    {
        using var host = Build(_ => { }, ("Compress", ""));
        await host.StartAsync();

        var options = host.Services.GetRequiredService<IOptions<RemoteWriteOptions>>().Value;

        Assert.Equal(("http://default", true, 4), (options.Url, options.Compress, options.Shards));
        await host.StopAsync();
    }

    [Fact]
    public async Task Mistakes_are_refused_at_start_and_values_of_texts_and_maps_are_not_shown()
    {
        using var host = Build(_ => { }, ("Uri", "s3cret"), ("Shards", "many"), ("Headers", "Authorization: s3cret"));

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        Assert.Equal(
            "'Prometheus:RemoteWrite:Headers' has a value, but is a map: write \"Headers\": { \"name\": \"value\" } in JSON, or " +
            "Prometheus__RemoteWrite__Headers__name=value as an environment variable. " +
            "'Prometheus:RemoteWrite:Shards' is 'many', but must be a whole number like 10000. " +
            "There is no option 'Prometheus:RemoteWrite:Uri'. Did you mean 'Prometheus:RemoteWrite:Url'? " +
            "Known options are Url, Compress, Shards, Timeout, Quantiles, Headers, Ratio, Retry. Correct or remove it.",
            refusal.Message);
    }

    [Fact]
    public async Task Its_name_is_known_and_a_mistyped_form_is_refused()
    {
        var builder = Worker.CreateBuilder(("Prometheus:RemotWrite:Url", "http://x"));
        builder.Services.AddPrometheusMetrics().AddConfigurationSection(Section);
        using var host = builder.Build();

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        Assert.Contains("Did you mean 'Prometheus:RemoteWrite'?", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_section_can_be_read_without_a_host()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Prometheus:RemoteWrite:Shards", "9")]).Build();
        var options = new RemoteWriteOptions();

        Section.Bind(configuration, options);

        Assert.Equal((9, "RemoteWrite", "Prometheus:RemoteWrite"), (options.Shards, Section.Name, Section.Path));
    }

    [Theory]
    [InlineData("Prometheus:RemoteWrite")]
    [InlineData(" ")]
    [InlineData("")]
    public void What_is_no_name_of_a_section_is_refused(string name) =>
        Assert.Throws<ArgumentException>(nameof(name), () => new OptionsSection<RemoteWriteOptions>(name));

    [Fact]
    public void A_key_is_added_once()
    {
        var section = new OptionsSection<RemoteWriteOptions>("Mine").AddText("Url", (_, _) => { });

        var refusal = Assert.Throws<ArgumentException>("key", () => section.AddBoolean("URL", (_, _) => { }));

        Assert.StartsWith(
            "The key 'URL' is added twice to the section 'Prometheus:Mine': add it once.", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("key", () => section.AddTime(" ", (_, _) => { }));
    }

    [Fact]
    public void Null_is_refused()
    {
        var section = new OptionsSection<RemoteWriteOptions>("Mine");
        var metrics = new ServiceCollection().AddPrometheusMetrics();

        Assert.Throws<ArgumentNullException>(() => section.AddText("a", null!));
        Assert.Throws<ArgumentNullException>(() => section.AddBoolean("a", null!));
        Assert.Throws<ArgumentNullException>(() => section.AddNumbers("a", null!));
        Assert.Throws<ArgumentNullException>(() => section.AddTexts("a", null!));
        Assert.Throws<ArgumentNullException>(() => section.AddMap("a", null!));
        Assert.Throws<ArgumentNullException>(() => section.AddNumber("a", null!));
        Assert.Throws<ArgumentNullException>(() => section.AddSection<RetryOptions>("a", null!, _ => { }));
        Assert.Throws<ArgumentNullException>(() => section.AddSection<RetryOptions>("a", options => options.Retry!, null!));
        Assert.Throws<ArgumentNullException>(() => section.Bind(null!, new RemoteWriteOptions()));
        Assert.Throws<ArgumentNullException>(() => section.Bind(new ConfigurationBuilder().Build(), null!));
        Assert.Throws<ArgumentNullException>(() => metrics.AddConfigurationSection<RemoteWriteOptions>(null!));
        Assert.Throws<ArgumentNullException>(() => default(IPrometheusMetricsBuilder)!.AddConfigurationSection(section));
    }

    private static IHost Build(Action<IServiceCollection> configure, params (string Key, string? Value)[] settings)
    {
        var builder = Worker.CreateBuilder([.. settings.Select(setting => ("Prometheus:RemoteWrite:" + setting.Key, setting.Value))]);
        configure(builder.Services);
        builder.Services.AddPrometheusMetrics().AddConfigurationSection(Section);
        return builder.Build();
    }

    private sealed class RemoteWriteOptions
    {
        public string Url { get; set; } = "http://default";

        public bool Compress { get; set; } = true;

        public int Shards { get; set; } = 4;

        public TimeSpan Timeout { get; set; }

        public double[] Quantiles { get; set; } = [];

        public Dictionary<string, string> Headers { get; set; } = [];

        public double Ratio { get; set; }

        public RetryOptions? Retry { get; set; }
    }

    private sealed class RetryOptions
    {
        public int Limit { get; set; }

        public double[] Steps { get; set; } = [1];

        public BackoffOptions Backoff { get; } = new();
    }

    private sealed class BackoffOptions
    {
        public TimeSpan Delay { get; set; }
    }
}
