using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using PrometheusMetrics.AspNetCore;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore.HttpMetrics;

public sealed class HttpMetricsOptionsTests
{
    [Fact]
    public async Task Buckets_go_from_5_ms_to_10_s_by_default()
    {
        await using var app = await StartAsync(app => app.UseHttpMetrics());

        Assert.Equal(["0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10", "+Inf"], await BucketsAsync(app));
    }

    [Fact]
    public async Task Buckets_come_from_the_configuration()
    {
        await using var app = await StartAsync(app => app.UseHttpMetrics(), "0.1", "0.75", "2");

        Assert.Equal(["0.1", "0.75", "2", "+Inf"], await BucketsAsync(app));
    }

    [Fact]
    public async Task Code_overrides_the_configuration()
    {
        await using var app = await StartAsync(
            app => app.UseHttpMetrics(options =>
            {
                Assert.Equal([0.1, 2], options.Duration.Buckets!);
                options.Duration.Buckets = [0.3];
            }),
            "0.1",
            "2");

        Assert.Equal(["0.3", "+Inf"], await BucketsAsync(app));
    }

    [Fact]
    public async Task What_the_services_configure_comes_between_the_section_and_the_code_of_the_call()
    {
        await using var app = await StartAsync(
            services => services.Configure<HttpMetricsOptions>(options => options.Duration.Buckets = [.. options.Duration.Buckets!, 3]),
            app => app.UseHttpMetrics(options => options.Duration.Buckets = [.. options.Duration.Buckets!, 4]),
            "0.1",
            "2");

        Assert.Equal(["0.1", "2", "3", "4", "+Inf"], await BucketsAsync(app));
    }

    [Fact]
    public async Task PostConfigure_overrides_the_code_of_the_call()
    {
        await using var app = await StartAsync(
            services => services
                .PostConfigure<HttpMetricsOptions>(options => options.Duration.Buckets = [.. options.Duration.Buckets!, 5])
                .ConfigureAll<HttpMetricsOptions>(options => options.Duration.Buckets = [.. options.Duration.Buckets!, 3]),
            app => app.UseHttpMetrics(options => options.Duration.Buckets = [.. options.Duration.Buckets!, 4]),
            "2");

        Assert.Equal(["2", "3", "4", "5", "+Inf"], await BucketsAsync(app));
    }

    [Fact]
    public async Task Options_of_another_name_do_not_count()
    {
        await using var app = await StartAsync(
            services => services.Configure<HttpMetricsOptions>("other", options => options.Duration.Buckets = [1]),
            app => app.UseHttpMetrics(),
            "2");

        Assert.Equal(["2", "+Inf"], await BucketsAsync(app));
    }

    [Fact]
    public async Task A_validator_of_the_application_runs_at_start()
    {
        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(
            services =>
                services.AddOptions<HttpMetricsOptions>()
                    .Validate(options => options.Duration.Buckets?.Length > 1, "One bucket is not enough."),
            app => app.UseHttpMetrics(),
            "2"));

        Assert.Equal(["One bucket is not enough."], refusal.Failures);
    }

    [Fact]
    public async Task Using_it_twice_binds_nothing_twice()
    {
        await using var app = await StartAsync(app => app.UseHttpMetrics().UseHttpMetrics(), "0.1", "2");

        Assert.Equal(["0.1", "2", "+Inf"], await BucketsAsync(app));
    }

    [Theory]
    [InlineData("2", "1")]
    [InlineData("1", "1")]
    [InlineData("NaN", "1")]
    [InlineData("-1", "1")]
    public async Task Wrong_buckets_are_refused_at_start(string first, string second)
    {
        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(app => app.UseHttpMetrics(), first, second));

        Assert.Contains(
            "Prometheus:HttpMetrics:Duration:Buckets must be seconds above 0 that increase strictly",
            refusal.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_buckets_by_code_are_refused_at_start() =>
        await Assert.ThrowsAsync<OptionsValidationException>(
            () => StartAsync(app => app.UseHttpMetrics(options => options.Duration.Buckets = [1, 0.5])));

    [Fact]
    public async Task A_bucket_that_is_no_number_is_refused_at_start_by_name()
    {
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(app => app.UseHttpMetrics(), "0.1", "fast"));

        Assert.Contains("Prometheus:HttpMetrics:Duration:Buckets", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mistyped_key_is_refused_at_start_by_name()
    {
        var builder = TestApp.CreateBuilder(settings: ("Prometheus:HttpMetrics:Duration:Bucket:0", "1"));

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => TestApp.StartAsync(builder, app => app.UseHttpMetrics()));

        Assert.Contains("'Prometheus:HttpMetrics:Duration:Bucket'", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_uses_with_different_buckets_are_refused_at_start()
    {
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            StartAsync(app => app.UseHttpMetrics().UseHttpMetrics(options => options.Duration.Buckets = [1])));

        Assert.Contains("Prometheus:HttpMetrics:Duration:Buckets is (1) after (0.005, ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_falls_into_the_bucket_of_its_duration()
    {
        var clock = new TestTimeProvider();
        var builder = TestApp.CreateBuilder();
        builder.Services.AddSingleton<TimeProvider>(clock);
        await using var app = await TestApp.StartAsync(builder, app =>
        {
            app.UseHttpMetrics(options => options.Duration.Buckets = [0.25, 0.5]);
            app.MapGet("/", () => clock.Advance(TimeSpan.FromMilliseconds(300)));
        });

        await app.GetStatusAsync("/");
        await app.QuietAsync();

        Assert.Equal((0, 1, 0.3), (Read("bucket", ("le", "0.25")), Read("bucket", ("le", "0.5")), Read("sum")));

        double? Read(string part, params (string, string)[] more) =>
            app.Registry.GetSampleValue(
                $"http_request_duration_seconds_{part}", [("method", "GET"), ("status", "200"), ("route", "/"), .. more]);
    }

    [Fact]
    public void Null_is_refused()
    {
        Assert.Throws<ArgumentNullException>(() => default(IApplicationBuilder)!.UseHttpMetrics());
        Assert.Throws<ArgumentNullException>(() => new ApplicationBuilder(null!).UseHttpMetrics(null!));
    }

    [Fact]
    public async Task Without_AddPrometheusMetrics_it_says_what_to_add()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseTestServer();
        await using var app = builder.Build();

        var refusal = Assert.Throws<InvalidOperationException>(() => app.UseHttpMetrics());

        Assert.Contains("builder.Services.AddPrometheusMetrics();", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("UseHttpMetrics", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_validator_that_runs_when_the_host_starts_gets_the_options_in_use()
    {
        await using var app = await StartAsync(
            services => services.AddOptions<HttpMetricsOptions>()
                .Validate(options => options.Duration.Buckets?.Length > 1, "One bucket is not enough.").ValidateOnStart(),
            app => app.UseHttpMetrics(options => options.Duration.Buckets = [.. options.Duration.Buckets!, 4]),
            "2");

        Assert.Equal(["2", "4", "+Inf"], await BucketsAsync(app));
    }

    private static Task<TestApp> StartAsync(Action<WebApplication> use, params string[] buckets) => StartAsync(_ => { }, use, buckets);

    private static Task<TestApp> StartAsync(Action<IServiceCollection> configure, Action<WebApplication> use, params string[] buckets)
    {
        var builder = TestApp.CreateBuilder(
            settings: [.. buckets.Select((bound, i) => ($"Prometheus:HttpMetrics:Duration:Buckets:{i}", (string?)bound))]);
        configure(builder.Services);
        return TestApp.StartAsync(builder, app =>
        {
            use(app);
            app.MapGet("/", () => "");
            app.MapMetrics();
        });
    }

    private static async Task<IEnumerable<string>> BucketsAsync(TestApp app)
    {
        await app.GetStatusAsync("/");
        await app.QuietAsync();
        var text = await app.Client.GetStringAsync("/metrics");
        return text.Split('\n')
            .Where(line => line.StartsWith("http_request_duration_seconds_bucket", StringComparison.Ordinal))
            .Select(line => line.Split("le=\"")[1].Split('"')[0]);
    }
}
