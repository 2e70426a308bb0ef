using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using PrometheusMetrics.AspNetCore;
using PrometheusMetrics.Tests.Support;

// The tests are about applications that call UseEndpoints.
#pragma warning disable ASP0014

namespace PrometheusMetrics.Tests.AspNetCore;

/// <summary>Mistakes of the set-up of a web application are refused, or warned of once, when it starts.</summary>
public sealed class StartupMistakesTests
{
    private const string LateWarning =
        "UseHttpMetrics is called after UseEndpoints, so requests that are answered there are not measured. " +
        "Call it before UseEndpoints, best as the first middleware.";

    public static TheoryData<Action<WebApplication>, string> SamePatterns => new()
    {
        { app => { app.MapMetrics(); app.MapMetrics(); }, "/metrics" },
        { app => { app.MapMetrics("/m"); app.MapMetrics("M/"); }, "/m" },
        { app => { app.MapGroup("/internal").MapMetrics(); app.MapMetrics("/internal/metrics"); }, "/internal/metrics" },
        { app => { app.MapGroup("").MapMetrics(); app.MapMetrics(); }, "/metrics" },
        { app => { app.MapMetrics().RequireHost("a", "b"); app.MapMetrics().RequireHost("B", "a"); }, "/metrics" },
        { app => { app.UseRouting(); app.UseEndpoints(x => { x.MapMetrics(); x.MapMetrics(); }); }, "/metrics" },
        { app => { app.MapMetrics(); app.MapMetrics("/other"); app.MapMetrics(); }, "/metrics" },
    };

    [Theory]
    [MemberData(nameof(SamePatterns))]
    public async Task Two_endpoints_of_one_pattern_are_refused_at_start(Action<WebApplication> map, string pattern)
    {
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => TestApp.StartAsync(map));

        Assert.Equal(
            $"MapMetrics is called twice for '{pattern}', so that every scrape would fail with an ambiguous match: " +
            "remove one of the calls, or give it another pattern or host.",
            refusal.Message);
    }

    public static TheoryData<Action<WebApplication>, string[]> OtherPatterns => new()
    {
        { app => { app.MapMetrics(); app.MapMetrics("/other"); }, ["/metrics", "/other"] },
        { app => { app.MapMetrics(); app.MapGroup("/internal").MapMetrics(); }, ["/metrics", "/internal/metrics"] },
        { app => { app.MapMetrics().RequireHost("localhost"); app.MapMetrics().RequireHost("127.0.0.1"); }, ["/metrics"] },
    };

    [Theory]
    [MemberData(nameof(OtherPatterns))]
    public async Task Endpoints_of_several_patterns_or_hosts_are_allowed(Action<WebApplication> map, string[] paths)
    {
        await using var app = await TestApp.StartAsync(map);

        foreach (var path in paths)
        {
            Assert.Equal(200, await app.GetStatusAsync(path));
        }
    }

    [Fact]
    public async Task Branches_with_routing_of_their_own_may_have_the_same_pattern()
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            foreach (var path in (string[])["/a", "/b"])
            {
                var branch = new ApplicationBuilder(app.Services);
                branch.UseRouting().UseEndpoints(endpoints => endpoints.MapMetrics());
                var pipeline = branch.Build();
                app.Map(path, inner => inner.Run(pipeline));
            }
        });

        Assert.Equal((200, 200), (await app.GetStatusAsync("/a/metrics"), await app.GetStatusAsync("/b/metrics")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Endpoints_are_not_built_at_start_unless_two_could_be_the_same(bool two)
    {
        var built = 0;
        await using var app = await TestApp.StartAsync(app =>
        {
            app.MapMetrics();
            if (two)
            {
                app.MapMetrics("/other");
            }

            ((IEndpointRouteBuilder)app).DataSources.Add(new CountingSource(() => built++));
        });

        Assert.Equal(0, built);
    }

    [Fact]
    public async Task The_line_at_start_says_what_is_mapped()
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.UseHttpMetrics();
            app.MapMetrics("metrics");
            app.MapGroup("/internal").MapMetrics("/m");
        });

        var line = Assert.Single(app.Log.Of("PrometheusMetrics.Hosting.StartupReport"));
        Assert.Equal(
            (LogLevel.Information,
                "Prometheus metrics have started. Endpoints: /metrics, /internal/m. Collectors added: 0. " +
                "Pushes: off, because Prometheus:Pushgateway:Endpoint is not set. Exporters: none."),
            (line.Level, line.Message));
    }

    [Fact]
    public async Task Metrics_without_an_endpoint_are_warned_of_once()
    {
        await using var app = await TestApp.StartAsync(app => app.UseHttpMetrics());

        Assert.StartsWith("Nothing reads the metrics: no endpoint is mapped", Assert.Single(Warnings(app)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_section_of_the_HTTP_metrics_is_warned_of_if_they_are_not_used(bool used)
    {
        var builder = TestApp.CreateBuilder(settings: ("Prometheus:HttpMetrics:Duration:Buckets:0", "1"));
        await using var app = await TestApp.StartAsync(builder, app =>
        {
            app.MapMetrics();
            if (used)
            {
                app.UseHttpMetrics();
            }
        });

        Assert.Equal(used ? 0 : 1, Warnings(app).Count(line => line.Contains("call app.UseHttpMetrics()", StringComparison.Ordinal)));
        Assert.Equal(used ? 0 : 1, Warnings(app).Count());
    }

    [Fact]
    public async Task Two_uses_with_other_buckets_are_refused_in_words_of_their_own()
    {
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => TestApp.StartAsync(app =>
        {
            app.UseHttpMetrics(options => options.Duration.Buckets = [0.5, 1]);
            app.UseHttpMetrics(options => options.Duration.Buckets = [1]);
        }));

        Assert.Equal(
            "UseHttpMetrics is called twice with different options: Prometheus:HttpMetrics:Duration:Buckets is (1) after (0.5, 1). Set " +
            "the options in one place: in the section Prometheus:HttpMetrics, or by services.Configure<HttpMetricsOptions>(…).",
            refusal.Message);
    }

    [Fact]
    public async Task Two_uses_with_equal_buckets_are_allowed_in_any_spelling()
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.UseHttpMetrics();
            app.UseHttpMetrics(options => options.Duration.Buckets = [.. Buckets.Default]);
            app.MapMetrics();
        });

        Assert.Empty(Warnings(app));
    }

    [Fact]
    public async Task Options_that_were_read_before_are_no_other_use()
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            Assert.Null(app.Services.GetRequiredService<IOptionsMonitor<HttpMetricsOptions>>().CurrentValue.Duration.Buckets);
            app.UseHttpMetrics(options => options.Duration.Buckets = [1]);
            app.MapMetrics();
        });

        Assert.Empty(Warnings(app));
    }

    [Fact]
    public async Task A_use_after_the_endpoints_is_warned_of_once()
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.UseRouting();
            app.UseEndpoints(MapBoth);
            app.UseHttpMetrics();
            app.UseHttpMetrics();
        });
        await app.GetStatusAsync("/");

        Assert.Equal([LateWarning], Warnings(app));
        Assert.Empty(await app.CountedAsync());
    }

    public static TheoryData<Action<WebApplication>> UsesInTime => new()
    {
        app => { app.MapGet("/", () => ""); app.MapMetrics(); app.UseHttpMetrics(); },
        app => { app.UseRouting(); app.MapGet("/", () => ""); app.MapMetrics(); app.UseHttpMetrics(); },
        app =>
        {
            app.UseHttpMetrics();
            app.UseRouting();
            app.UseEndpoints(MapBoth);
            app.UseHttpMetrics();
        },
        app => { app.UseRouting(); app.UseHttpMetrics(); app.UseEndpoints(MapBoth); },
        app =>
        {
            app.MapWhen(_ => false, branch => branch.UseRouting().UseEndpoints(x => x.MapMetrics()));
            app.UseHttpMetrics();
            app.MapGet("/", () => "");
        },
    };

    [Theory]
    [MemberData(nameof(UsesInTime))]
    public async Task A_use_that_measures_is_not_warned_of(Action<WebApplication> configure)
    {
        await using var app = await TestApp.StartAsync(configure);
        await app.GetStatusAsync("/");

        Assert.Empty(Warnings(app));
        Assert.Equal(["GET 200 '/' 1"], await app.CountedAsync());
    }

    private static void MapBoth(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/", () => "");
        endpoints.MapMetrics();
    }

    private static IEnumerable<string> Warnings(TestApp app) =>
        app.Log.AtLeast(LogLevel.Warning)
            .Where(line => line.Category.StartsWith("PrometheusMetrics.", StringComparison.Ordinal))
            .Select(line => line.Message);

    private sealed class CountingSource(Action built) : EndpointDataSource
    {
        public override IReadOnlyList<Endpoint> Endpoints
        {
            get
            {
                built();
                return [];
            }
        }

        public override IChangeToken GetChangeToken() => NullChangeToken.Singleton;
    }
}
