using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using PrometheusMetrics.AspNetCore;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Exposition;
using PrometheusMetrics.Hosting;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore.Scraping;

/// <summary>The options of an endpoint: from the section, from the services, from the call, and checked.</summary>
public sealed class MetricsEndpointOptionsTests
{
    [Fact]
    public void The_defaults_are_those_of_the_documentation()
    {
        var options = new MetricsEndpointOptions();

        Assert.Equal((true, 8, 100), (options.Compression, options.CompressionLimit, options.ScrapeLimit));
        Assert.Equal((TimeSpan.FromSeconds(30), true), (options.SendTimeout, options.OpenMetrics2));
        Assert.Equal((false, false), (options.ScrapeMetrics, options.ProcessStartTimeHeader));
        Assert.Equal((null, null, null), (options.Port, options.CacheFor, options.FinalScrapeTimeout));
        Assert.Null(options.AdditionalFormats);
    }

    [Fact]
    public void Every_key_sets_its_option()
    {
        var options = Read(
            ("Prometheus:Endpoint:Compression", "false"),
            ("Prometheus:Endpoint:CompressionLimit", "1"),
            ("Prometheus:Endpoint:ScrapeLimit", "2"),
            ("Prometheus:Endpoint:CacheFor", "00:00:05"),
            ("Prometheus:Endpoint:SendTimeout", "00:00:03"),
            ("Prometheus:Endpoint:OpenMetrics2", "false"),
            ("Prometheus:Endpoint:ScrapeMetrics", "true"),
            ("Prometheus:Endpoint:ProcessStartTimeHeader", "true"),
            ("Prometheus:Endpoint:Port", "9464"),
            ("Prometheus:Endpoint:FinalScrapeTimeout", "00:00:04"));

        Assert.Equal((false, 1, 2), (options.Compression, options.CompressionLimit, options.ScrapeLimit));
        Assert.Equal((TimeSpan.FromSeconds(3), false), (options.SendTimeout, options.OpenMetrics2));
        Assert.Equal((true, true), (options.ScrapeMetrics, options.ProcessStartTimeHeader));
        Assert.Equal((9464, TimeSpan.FromSeconds(4)), (options.Port, options.FinalScrapeTimeout));
        Assert.Equal(TimeSpan.FromSeconds(5), options.CacheFor);
    }

    [Fact]
    public void The_call_overrides_the_services_and_these_override_the_section()
    {
        var builder = TestApp.CreateBuilder(settings:
        [
            ("Prometheus:Endpoint:ScrapeLimit", "1"), ("Prometheus:Endpoint:CompressionLimit", "1"),
            ("Prometheus:Endpoint:SendTimeout", "00:00:01"),
        ]);
        builder.Services.Configure<MetricsEndpointOptions>(options => options.ScrapeLimit = options.CompressionLimit = 2);
        builder.Services.PostConfigure<MetricsEndpointOptions>(options => options.ScrapeMetrics = true);

        var options = Read(builder, options =>
        {
            options.ScrapeLimit++;
            options.ScrapeMetrics = false;
        });

        Assert.Equal((3, 2, TimeSpan.FromSeconds(1)), (options.ScrapeLimit, options.CompressionLimit, options.SendTimeout));
        Assert.True(options.ScrapeMetrics);
    }

    public static TheoryData<Action<MetricsEndpointOptions>, string> Mistakes => new()
    {
        {
            options => options.CompressionLimit = 0,
            "Prometheus:Endpoint:CompressionLimit is 0, but must be 1 or more. Leave it out for 8; set Compression to false to switch " +
            "compression off."
        },
        { options => options.ScrapeLimit = -1, "Prometheus:Endpoint:ScrapeLimit is -1, but must be 1 or more. Leave it out for 100." },
        {
            options => options.CacheFor = TimeSpan.Zero,
            "Prometheus:Endpoint:CacheFor is 00:00:00, but must be more than zero and at most 1 day. Leave it out for no cache."
        },
        {
            options => options.CacheFor = TimeSpan.FromDays(2),
            "Prometheus:Endpoint:CacheFor is 2.00:00:00, but must be more than zero and at most 1 day. Leave it out for no cache."
        },
        {
            options => options.SendTimeout = TimeSpan.Zero,
            "Prometheus:Endpoint:SendTimeout is 00:00:00, but must be more than zero and at most 1 day. " +
            "Leave it out for 30 seconds ('00:00:30')."
        },
        {
            options => options.SendTimeout = TimeSpan.FromDays(2),
            "Prometheus:Endpoint:SendTimeout is 2.00:00:00, but must be more than zero and at most 1 day. " +
            "Leave it out for 30 seconds ('00:00:30')."
        },
        {
            options => options.Port = 65536,
            "Prometheus:Endpoint:Port is 65536, but must be 0 to 65535. " +
            "Leave it out to serve the metrics at the addresses of the application."
        },
        {
            options => options.Port = -1,
            "Prometheus:Endpoint:Port is -1, but must be 0 to 65535. " +
            "Leave it out to serve the metrics at the addresses of the application."
        },
        {
            options => options.FinalScrapeTimeout = TimeSpan.Zero,
            "Prometheus:Endpoint:FinalScrapeTimeout is 00:00:00, but must be more than zero and at most 1 day. " +
            "Leave it out if the host should not wait for a last scrape."
        },
        {
            options => options.FinalScrapeTimeout = TimeSpan.FromDays(2),
            "Prometheus:Endpoint:FinalScrapeTimeout is 2.00:00:00, but must be more than zero and at most 1 day. " +
            "Leave it out if the host should not wait for a last scrape."
        },
        {
            options => options.AdditionalFormats = [null!],
            "MetricsEndpointOptions.AdditionalFormats contains null: remove it, or leave the option out for no formats."
        },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_value_out_of_range_is_refused_by_the_call(Action<MetricsEndpointOptions> configure, string message)
    {
        var refusal = Assert.Throws<OptionsValidationException>(() => Read(TestApp.CreateBuilder(), configure));

        Assert.Equal([message], refusal.Failures);
    }

    [Fact]
    public void All_mistakes_are_reported_at_once()
    {
        var refusal = Assert.Throws<OptionsValidationException>(() => Read(TestApp.CreateBuilder(), options =>
        {
            options.ScrapeLimit = options.CompressionLimit = 0;
            options.SendTimeout = -TimeSpan.FromSeconds(1);
        }));

        Assert.Equal(3, refusal.Failures.Count());
    }

    [Theory]
    [InlineData("Prometheus:Endpoint:ScrapeLimits", "5", "Did you mean 'Prometheus:Endpoint:ScrapeLimit'?")]
    [InlineData("Prometheus:Endpoint:ScrapeLimit", "many", "'Prometheus:Endpoint:ScrapeLimit' is 'many', but must be a whole number")]
    [InlineData("Prometheus:Endpoint:SendTimeout", "30", "'Prometheus:Endpoint:SendTimeout' is '30', but must be a time like 00:00:15.")]
    public void A_mistake_in_the_section_is_refused_with_what_to_write(string key, string value, string message)
    {
        var refusal = Assert.Throws<InvalidOperationException>(() => Read((key, value)));

        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_option_is_a_key_and_stands_in_the_documentation()
    {
        var table = await File.ReadAllTextAsync(Repository.PathOf("docs", "configuration.md"), TestContext.Current.CancellationToken);
        var names = typeof(MetricsEndpointOptions).GetProperties().Select(property => property.Name)
            .Where(name => name != nameof(MetricsEndpointOptions.AdditionalFormats))
            .ToList();
        var refusal = Assert.Throws<InvalidOperationException>(() => Read(("Prometheus:Endpoint:Nonsense", "1")));

        Assert.Contains($"Known options are {string.Join(", ", names)}.", refusal.Message, StringComparison.Ordinal);
        Assert.All(names, name => Assert.Contains($"| `Prometheus:Endpoint:{name}` |", table, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_format_of_the_application_is_served_to_those_that_name_it_and_to_no_other()
    {
        await using var app = await TestApp.StartAsync(
            app => app.MapMetrics("/metrics", options => options.AdditionalFormats = [new CountFormat()]));
        app.Factory.CreateGauge("a", "").Set(1);

        Assert.Equal(("text/x-count; version=1", "7"), await ReadAsync(app, "text/x-count"));
        Assert.StartsWith("text/plain; version=0.0.4", (await ReadAsync(app, "*/*")).ContentType, StringComparison.Ordinal);
        Assert.StartsWith("text/plain; version=0.0.4", (await ReadAsync(app, "text/*")).ContentType, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_format_with_the_content_type_of_a_built_in_one_replaces_it()
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.MapMetrics();
            app.MapMetrics("/created", options => options.AdditionalFormats = [ExpositionFormat.OpenMetricsWithCreated]);
        });
        app.Factory.CreateCounter("a", "").Inc();

        var usual = await ReadAsync(app, "application/openmetrics-text");
        var created = await ReadAsync(app, "application/openmetrics-text", "/created");

        Assert.Equal(usual.ContentType, created.ContentType);
        Assert.DoesNotContain("\na_created ", usual.Body, StringComparison.Ordinal);
        Assert.Contains("\na_created ", created.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "application/openmetrics-text; version=2.0.0")]
    [InlineData("true", "application/openmetrics-text; version=2.0.0")]
    [InlineData("false", "application/openmetrics-text; version=1.0.0")]
    public async Task OpenMetrics_2_is_served_unless_it_is_switched_off(string? setting, string contentType) // R-223
    {
        await using var app = await TestApp.StartAsync(
            TestApp.CreateBuilder(settings: ("Prometheus:Endpoint:OpenMetrics2", setting)), app => app.MapMetrics());
        const string accept = "application/openmetrics-text;version=2.0.0;q=0.9,application/openmetrics-text;version=1.0.0;q=0.8";

        Assert.StartsWith(contentType, (await ReadAsync(app, accept)).ContentType, StringComparison.Ordinal);
        Assert.StartsWith(
            "application/openmetrics-text; version=1.0.0",
            (await ReadAsync(app, "application/openmetrics-text")).ContentType,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("true")]
    public async Task The_start_time_of_the_process_is_a_header_by_option(string? setting) // R-249
    {
        var builder = TestApp.CreateBuilder(settings: ("Prometheus:Endpoint:ProcessStartTimeHeader", setting));
        builder.Services.Configure<PrometheusMetricsOptions>(options => options.ProcessMetrics = true);
        await using var app = await TestApp.StartAsync(builder, app => app.MapMetrics());

        using var answer = await app.SendAsync("GET", "/metrics");

        var start = Math.Floor(app.Registry.GetSampleValue("process_start_time_seconds")).ToString(CultureInfo.InvariantCulture);
        Assert.Equal(
            setting is null ? [] : [start], answer.Headers.TryGetValues("Process-Start-Time-Unix", out var values) ? values : []);
    }

    private static async Task<(string? ContentType, string Body)> ReadAsync(TestApp app, string accept, string path = "/metrics")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path + "?name[]=a");
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using var answer = await app.Client.SendAsync(request);
        return (answer.Content.Headers.ContentType?.ToString(), await answer.Content.ReadAsStringAsync());
    }

    private static MetricsEndpointOptions Read(params (string, string?)[] settings) =>
        Read(TestApp.CreateBuilder(settings: settings), _ => { });

    private static MetricsEndpointOptions Read(WebApplicationBuilder builder, Action<MetricsEndpointOptions> configure)
    {
        MetricsEndpointOptions? read = null;
        builder.Services.PostConfigure<MetricsEndpointOptions>(options => read = options);
        using var app = (IDisposable)builder.Build();
        ((WebApplication)app).MapMetrics("/metrics", configure);
        return read!;
    }

    private sealed class CountFormat() : ExpositionFormat("text/x-count; version=1")
    {
        public override ExpositionWriter CreateWriter(IBufferWriter<byte> output) => new Writer(output);

        private sealed class Writer(IBufferWriter<byte> output) : ExpositionWriter
        {
            protected override void WriteUnknown(LabelSet labels, in UnknownSample sample) => Write();

            protected override void WriteCounter(LabelSet labels, in CounterSample sample) => Write();

            protected override void WriteGauge(LabelSet labels, in GaugeSample sample) => Write();

            protected override void WriteHistogram(LabelSet labels, in HistogramSample sample) => Write();

            protected override void WriteSummary(LabelSet labels, in SummarySample sample) => Write();

            protected override void WriteInfo(LabelSet labels, in InfoSample sample) => Write();

            protected override void WriteStateSet(LabelSet labels, in StateSetSample sample) => Write();

            private void Write() => output.Write(Encoding.UTF8.GetBytes("7"));
        }
    }
}
