using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using PrometheusMetrics.AspNetCore;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore.HttpMetrics;

/// <summary>Labels of the application's choice: they never affect the request, and never grow without bound.</summary>
public sealed class CustomLabelTests
{
    [Fact]
    public async Task A_label_has_the_value_that_its_function_returns()
    {
        await using var app = await StartAsync(
            options => options.AddLabel("tenant", context => context.Request.Headers["X-Tenant"]!));

        await GetAsync(app, "/v/1", "acme");
        await app.QuietAsync();

        Assert.Equal(1, Count(app, ("tenant", "acme")));
    }

    [Theory]
    [InlineData("throws")]
    [InlineData("null")]
    public async Task A_function_that_throws_or_returns_null_gives_an_empty_value_and_is_counted(string kind)
    {
        await using var app = await StartAsync(options =>
        {
            options.AddLabel("tenant", _ => kind == "null" ? null : throw new InvalidOperationException());
            options.AddLabel("zone", _ => "a");
        });

        Assert.Equal(200, await app.GetStatusAsync("/v/1"));
        await app.QuietAsync();

        Assert.Equal(1, Count(app, ("tenant", ""), ("zone", "a")));
        Assert.Equal(1, app.Registry.GetSampleValue("metrics_http_label_errors_total", ("label", "tenant")));
        Assert.Equal(0, app.Registry.GetSampleValue("metrics_http_label_errors_total", ("label", "zone")));
    }

    [Fact]
    public async Task A_function_may_use_the_services_of_the_request_and_is_called_once()
    {
        var calls = 0;
        var builder = TestApp.CreateBuilder();
        builder.Services.AddScoped<Tenant>();
        await using var app = await TestApp.StartAsync(builder, app =>
        {
            app.UseHttpMetrics(options =>
            {
                options.AddLabel("tenant", context =>
                {
                    Interlocked.Increment(ref calls);
                    return context.RequestServices.GetRequiredService<Tenant>().Name;
                });
                options.ResponseSize.Enabled = options.RequestSize.Enabled = true;
            });
            app.MapGet("/v/{version}", (Tenant tenant) =>
            {
                tenant.Name = "scoped";
            });
        });

        await app.GetStatusAsync("/v/1");
        await app.QuietAsync();

        Assert.Equal(1, Count(app, ("tenant", "scoped")));
        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task A_flood_of_values_ends_in_the_overflow_series()
    {
        const int limit = 10;
        var builder = TestApp.CreateBuilder(settings: ("Prometheus:SeriesLimit", limit.ToString(CultureInfo.InvariantCulture)));
        await using var app = await TestApp.StartAsync(builder, app =>
        {
            app.UseHttpMetrics(options => options.AddLabel("tenant", context => context.Request.Headers["X-Tenant"]!));
            app.MapGet("/v/{version}", () => "");
        });

        for (var i = 0; i < 3 * limit; i++)
        {
            await GetAsync(app, "/v/1", $"tenant{i}");
        }

        await app.QuietAsync();

        Assert.Null(Find(app, ("tenant", $"tenant{2 * limit}")));
        Assert.Equal(
            2 * limit,
            app.Registry.GetSampleValue(
                "http_request_duration_seconds_count",
                ("method", "_overflow"),
                ("status", "_overflow"),
                ("route", "_overflow"),
                ("tenant", "_overflow")));
    }

    [Fact]
    public async Task A_route_parameter_is_a_label_and_is_empty_for_other_routes()
    {
        await using var app = await StartAsync(options =>
        {
            options.AddRouteParameter("version");
            options.AddRouteParameter("VERSION", "api_version");
        });

        await app.GetStatusAsync("/v/2");
        await app.GetStatusAsync("/other");
        await app.QuietAsync();

        Assert.Equal(1, Count(app, ("version", "2"), ("api_version", "2")));
        Assert.Equal(
            1,
            app.Registry.GetSampleValue(
                "http_request_duration_seconds_count",
                ("method", "GET"), ("status", "200"), ("route", "/other"), ("version", ""), ("api_version", "")));
        Assert.Equal(0, app.Registry.GetSampleValue("metrics_http_label_errors_total", ("label", "version")));
    }

    [Theory]
    [InlineData("/throws/{version}", "/throws/7", true)]
    [InlineData("/throws/{version}", "/throws/7", false)]
    [InlineData("/missing/{version}", "/missing/7", true)]
    [InlineData("/missing/{version}", "/missing/7", false)]
    public async Task A_route_parameter_is_that_of_the_request_also_if_an_error_page_answers(string route, string path, bool withLabel)
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.UseHttpMetrics(options =>
            {
                if (withLabel)
                {
                    options.AddLabel("tenant", _ => "");
                }

                options.AddRouteParameter("version");
            });
            app.UseExceptionHandler("/error/page");
            app.UseStatusCodePagesWithReExecute("/error/page");
            app.UseRouting();
            app.MapGet("/throws/{version}", (Func<string>)(() => throw new InvalidOperationException()));
            app.MapGet("/missing/{version}", () => Results.NotFound());
            app.Map("/error/{version}", () => "");
        });

        var status = await app.GetStatusAsync(path);
        await app.QuietAsync();

        Assert.Equal(
            1,
            app.Registry.GetSampleValue(
                "http_request_duration_seconds_count",
                ("method", "GET"), ("status", $"{status}"), ("route", route), ("version", "7")));
    }

    // The page for the status throws, or that for the exception has a status for which there is another page.
    [Theory]
    [InlineData("/missing/{version}", "/missing/7", true)]
    [InlineData("/throws/{version}", "/throws/7", false)]
    public async Task A_route_parameter_is_that_of_the_request_also_if_an_error_page_fails(string route, string path, bool exceptionsFirst)
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.UseHttpMetrics(options => options.AddRouteParameter("version"));
            if (exceptionsFirst)
            {
                app.UseExceptionHandler("/sorry/page");
                app.UseStatusCodePagesWithReExecute("/throws/page");
            }
            else
            {
                app.UseStatusCodePagesWithReExecute("/sorry/page");
                app.UseExceptionHandler(new ExceptionHandlerOptions
                {
                    ExceptionHandlingPath = "/missing/page",
                    AllowStatusCode404Response = true,
                });
            }

            app.UseRouting();
            app.MapGet("/throws/{version}", (Func<string>)(() => throw new InvalidOperationException()));
            app.MapGet("/missing/{version}", () => Results.NotFound());
            app.Map("/sorry/{version}", () => "sorry");
        });

        var status = await app.GetStatusAsync(path);
        await app.QuietAsync();

        Assert.Equal(
            1,
            app.Registry.GetSampleValue(
                "http_request_duration_seconds_count",
                ("method", "GET"), ("status", $"{status}"), ("route", route), ("version", "7")));
    }

    [Fact]
    public async Task A_route_parameter_without_a_text_is_empty_and_harms_nothing()
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.UseHttpMetrics(options => options.AddRouteParameter("version"));
            app.MapGet("/v/{version}", (HttpContext context) =>
            {
                context.Request.RouteValues["version"] = context.Request.Path == "/v/1" ? new Textless() : new Silent();
                return "";
            });
        });

        Assert.Equal(200, await app.GetStatusAsync("/v/1"));
        Assert.Equal(200, await app.GetStatusAsync("/v/2"));
        await app.QuietAsync();

        Assert.Equal(
            2,
            app.Registry.GetSampleValue(
                "http_request_duration_seconds_count",
                ("method", "GET"), ("status", "200"), ("route", "/v/{version}"), ("version", "")));
    }

    [Fact]
    public async Task Route_parameters_come_from_the_configuration_too()
    {
        var builder = TestApp.CreateBuilder(settings:
        [
            ("Prometheus:HttpMetrics:RouteParameters:version", ""), ("Prometheus:HttpMetrics:RouteParameters:id", "order"),
        ]);
        builder.Services.AddPrometheusMetrics().AddHttpMetrics(options => options.AddRouteParameter("version"));
        await using var app = await TestApp.StartAsync(builder, app =>
        {
            app.UseHttpMetrics();
            app.MapGet("/v/{version}/{id}", () => "");
        });

        await app.GetStatusAsync("/v/1/x");
        await app.QuietAsync();

        Assert.Equal(
            1,
            app.Registry.GetSampleValue(
                "http_request_duration_seconds_count",
                ("method", "GET"), ("status", "200"), ("route", "/v/{version}/{id}"), ("order", "x"), ("version", "1")));
    }

    [Theory]
    [InlineData("route", "method, status, route")]
    [InlineData("tenant", "method, status, route")]
    public void A_name_that_is_used_twice_is_refused_at_start(string name, string own)
    {
        var refusal = Refuse<OptionsValidationException>(options =>
        {
            options.AddLabel("tenant", _ => "");
            options.AddLabel(name, _ => "");
        });

        Assert.Equal(
            $"The HTTP metrics have the label '{name}' twice. Their own labels are {own}: pass another name to AddLabel, " +
            "AddRouteParameter or Prometheus:HttpMetrics:RouteParameters.",
            Assert.Single(refusal.Failures));
    }

    [Fact]
    public void Two_parameters_of_one_name_are_refused_at_start()
    {
        var refusal = Refuse<OptionsValidationException>(options =>
        {
            options.AddRouteParameter("version", "x");
            options.AddRouteParameter("id", "x");
        });

        Assert.StartsWith("The HTTP metrics have the label 'x' twice.", Assert.Single(refusal.Failures), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("host", false)]
    [InlineData("host", true)]
    public void A_name_is_reserved_while_an_option_uses_it(string name, bool used)
    {
        void Use() => Build(options =>
        {
            options.Host = used;
            options.AddLabel(name, _ => "");
        });

        Assert.Equal(used, Record.Exception(Use) is OptionsValidationException);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a-b")]
    [InlineData("__a")]
    [InlineData("le")]
    public void An_illegal_name_is_refused_at_start(string name) =>
        Assert.Contains(
            "http_request_duration_seconds",
            Refuse<ArgumentException>(options => options.AddLabel(name, _ => "")).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Null_and_empty_parameters_are_refused_by_the_call()
    {
        var options = new HttpMetricsOptions();

        Assert.Throws<ArgumentNullException>("name", () => options.AddLabel(null!, _ => ""));
        Assert.Throws<ArgumentNullException>("getValue", () => options.AddLabel("a", null!));
        Assert.Throws<ArgumentNullException>("parameter", () => options.AddRouteParameter(null!));
        Assert.Throws<ArgumentException>("parameter", () => options.AddRouteParameter(" "));
    }

    private static TException Refuse<TException>(Action<HttpMetricsOptions> configure)
        where TException : Exception => Assert.Throws<TException>(() => Build(configure));

    private static void Build(Action<HttpMetricsOptions> configure)
    {
        using var app = (IDisposable)TestApp.CreateBuilder().Build();
        ((WebApplication)app).UseHttpMetrics(configure);
    }

    private static Task<TestApp> StartAsync(Action<HttpMetricsOptions> configure) => TestApp.StartAsync(app =>
    {
        app.UseHttpMetrics(configure);
        app.MapGet("/v/{version}", () => "");
        app.MapGet("/other", () => "");
    });

    private static async Task GetAsync(TestApp app, string path, string tenant)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "X-Tenant", tenant } } };
        using var response = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static double Count(TestApp app, params (string, string)[] labels) => Find(app, labels) ?? 0;

    private static double? Find(TestApp app, params (string, string)[] labels) => app.Registry.FindSampleValue(
        "http_request_duration_seconds_count", [("method", "GET"), ("status", "200"), ("route", "/v/{version}"), .. labels]);

    private sealed class Tenant : IDisposable
    {
        private string _name = "";

        private bool _isDisposed;

        public string Name
        {
            get => _isDisposed ? "disposed" : _name;
            set => _name = value;
        }

        public void Dispose() => _isDisposed = true;
    }

    private sealed class Textless
    {
        public override string ToString() => throw new NotSupportedException();
    }

    private sealed class Silent
    {
        public override string? ToString() => null;
    }
}
