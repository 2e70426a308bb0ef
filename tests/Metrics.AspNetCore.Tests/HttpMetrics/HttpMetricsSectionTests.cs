using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using PrometheusMetrics.AspNetCore;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore.HttpMetrics;

/// <summary>What the section <c>Prometheus:HttpMetrics</c> may contain.</summary>
public sealed class HttpMetricsSectionTests
{
    private const string Path = "Prometheus:HttpMetrics:Duration:Buckets";

    private const string HowToWriteTheList =
        "but must be a list of numbers: write \"Buckets\": [0.1, 1, 10] in JSON, " +
        "Prometheus__HttpMetrics__Duration__Buckets__0=0.1 and so on as environment variables, or all numbers as one value: 0.1,1,10.";

    private const string MergeAdvice =
        " The list is merged by index from 2 configuration sources, so the rest of a longer one remains after a shorter one: " +
        "set each index, or write the whole list as one value, which replaces all indexes: " +
        "Prometheus__HttpMetrics__Duration__Buckets=0.1,1,10.";

    [Theory]
    [InlineData("0.1,1,10")]
    [InlineData(" 0.1 , 1 , 1e1 ")]
    public void A_comma_list_is_a_list_of_numbers(string list) =>
        Assert.Equal([0.1, 1, 10], Read((Path, list))!);

    [Fact]
    public void A_single_number_is_a_list_of_one() => Assert.Equal([0.5], Read((Path, "0.5"))!);

    [Theory]
    [InlineData("fast")]
    [InlineData("0.1,fast")]
    [InlineData("0.1;1")]
    [InlineData("0.1,,1")]
    [InlineData("0.1,1,")]
    [InlineData("[0.1, 1]")]
    public void Another_value_in_place_of_the_list_is_refused_with_how_to_write_it(string value) =>
        Assert.Equal($"'{Path}' is '{value}', {HowToWriteTheList}", Refuse((Path, value)));

    [Theory]
    [InlineData("0", "fast", $"'{Path}:0' is 'fast', but must be a number like 0.1.")]
    [InlineData("0", "0,1", $"'{Path}:0' is '0,1', but must be a number like 0.1.")]
    [InlineData("0", "0.1\u001b", $@"'{Path}:0' is '0.1\u001B', but must be a number like 0.1.")]
    [InlineData("Fast", "0.1", $"'{Path}' has the key 'Fast', {HowToWriteTheList}")]
    [InlineData("0:Bound", "0.1", $"'{Path}:0' is an option, but there are keys below it: give it a value.")]
    public void Something_else_in_the_list_is_refused(string key, string value, string message) =>
        Assert.Equal(message, Refuse(($"{Path}:{key}", value)));

    [Theory]
    [InlineData("Prometheus:HttpMetrics:Duration:Bucket:0", "1", "section", "Bucket")]
    [InlineData("Prometheus:HttpMetrics:Duration:Bukets", "1", "option", "Bukets")]
    public void A_mistyped_key_is_refused_with_the_known_ones(string key, string value, string kind, string name) =>
        Assert.Equal(
            $"There is no {kind} 'Prometheus:HttpMetrics:Duration:{name}'. Did you mean '{Path}'? " +
            "Known options are Enabled, Buckets, Native, Exemplars. Correct or remove it.",
            Refuse((key, value)));

    [Theory]
    [InlineData("""{ "Buckets": [0.1, "", 1] }""", "0.1 1")]
    [InlineData("""{ "Buckets": [0.1, null, 1] }""", "0.1 1")]
    [InlineData("""{ "Buckets": [] }""", "")]
    [InlineData("""{ "Buckets": "" }""", "")]
    [InlineData("""{ "Buckets": null }""", null)]
    public void Empty_items_are_left_out_and_an_empty_list_is_one(string json, string? buckets)
    {
        var builder = TestApp.CreateBuilder();
        builder.Configuration.AddJsonStream(
            new MemoryStream(Encoding.UTF8.GetBytes($$"""{ "Prometheus": { "HttpMetrics": { "Duration": {{json}} } } }""")));

        Assert.Equal(buckets, Read(builder) is { } read ? string.Join(' ', read) : null);
    }

    [Fact]
    public void Lists_of_two_sources_that_give_a_wrong_order_are_refused_with_the_reason_and_the_way_out()
    {
        var two = Assert.Throws<OptionsValidationException>(() => Read(CreateBuilder([0.1, 1, 10], [5, 20])));
        var three = Assert.Throws<OptionsValidationException>(() => Read(CreateBuilder([0.1, 1, 10], [5, 20], [6])));

        Assert.Equal(
            "Prometheus:HttpMetrics:Duration:Buckets must be seconds above 0 that increase strictly, but 10 follows 20: " +
            "sort them and remove duplicates." + MergeAdvice,
            Assert.Single(two.Failures));
        Assert.Contains(" from 3 configuration sources", three.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_order_that_does_not_come_from_a_merge_is_refused_without_that_reason()
    {
        var oneSource = Assert.Throws<OptionsValidationException>(() => Read(CreateBuilder([1, 0.1])));
        var oneValue = Assert.Throws<OptionsValidationException>(() => Read((Path, "1,0.1")));
        var replacing = CreateBuilder([0.1, 1, 10], [0.5, 2]);
        replacing.Configuration.AddInMemoryCollection([KeyValuePair.Create(Path, (string?)"1,0.1")]);
        var replaced = Assert.Throws<OptionsValidationException>(() => Read(replacing));
        var builder = CreateBuilder([0.1, 1, 10], [0.5, 2]);
        builder.Services.Configure<HttpMetricsOptions>(options => options.Duration.Buckets = [2, 1]);
        var byCode = Assert.Throws<OptionsValidationException>(() => Read(builder));

        Assert.All([oneSource, oneValue, replaced, byCode], refusal =>
            Assert.EndsWith("sort them and remove duplicates.", refusal.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void One_value_replaces_a_longer_list_of_another_source()
    {
        var builder = CreateBuilder([0.1, 1, 10]);
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create(Path, (string?)"0.5,2")]);

        Assert.Equal([0.5, 2], Read(builder)!);
    }

    [Fact]
    public void Every_kind_of_option_is_read()
    {
        var options = ReadOptions(
            ("Prometheus:HttpMetrics:Preset", "opentelemetry"),
            ("Prometheus:HttpMetrics:InProgress:Enabled", "false"),
            ("Prometheus:HttpMetrics:RequestCount:Enabled", "false"),
            ("Prometheus:HttpMetrics:ConnectionsInProgress:Enabled", "false"),
            ("Prometheus:HttpMetrics:RequestSize:Enabled", "true"),
            ("Prometheus:HttpMetrics:ResponseSize:Buckets", "0,10"),
            ("Prometheus:HttpMetrics:TimeToFirstByte:Native:GrowthFactor", "1.5"),
            ("Prometheus:HttpMetrics:TimeToFirstByte:Native:ZeroThreshold", "0.001"),
            ("Prometheus:HttpMetrics:TimeToFirstByte:Native:MaxBuckets", "20"),
            ("Prometheus:HttpMetrics:TimeToFirstByte:Native:MinResetDuration", "01:00:00"),
            ("Prometheus:HttpMetrics:TimeToFirstByte:Native:MaxZeroThreshold", "0.01"),
            ("Prometheus:HttpMetrics:TimeToFirstByte:Native:MaxExemplars", "3"),
            ("Prometheus:HttpMetrics:TimeToFirstByte:Native:ExemplarTimeToLive", "00:01:00"),
            ("Prometheus:HttpMetrics:ConnectionDuration:Exemplars:FromActivity", "true"),
            ("Prometheus:HttpMetrics:ConnectionDuration:Exemplars:MinInterval", "00:00:05"),
            ("Prometheus:HttpMetrics:StatusClass", "true"),
            ("Prometheus:HttpMetrics:Host", "true"),
            ("Prometheus:HttpMetrics:Port", "true"),
            ("Prometheus:HttpMetrics:GrpcStatus", "true"),
            ("Prometheus:HttpMetrics:RouteParameters:version", "api"));

        Assert.Equal(HttpMetricsPreset.OpenTelemetry, options.Preset);
        Assert.Equal(
            (false, false, false, true, false),
            (options.InProgress.Enabled, options.RequestCount.Enabled, options.ConnectionsInProgress.Enabled,
                options.RequestSize.Enabled, options.ResponseSize.Enabled));
        Assert.Equal([0, 10], options.ResponseSize.Buckets!);
        var native = options.TimeToFirstByte.Native!;
        Assert.Equal(
            (1.5, 0.001, 20, TimeSpan.FromHours(1), 0.01, 3, TimeSpan.FromMinutes(1)),
            (native.GrowthFactor, native.ZeroThreshold, native.MaxBuckets, native.MinResetDuration, native.MaxZeroThreshold,
                native.MaxExemplars, native.ExemplarTimeToLive));
        var exemplars = options.ConnectionDuration.Exemplars!;
        Assert.Equal((true, TimeSpan.FromSeconds(5)), (exemplars.FromActivity, exemplars.MinInterval));
        Assert.Equal(
            (true, true, true, true), (options.StatusClass, options.Host, options.Port, options.GrpcStatus));
        Assert.Null(options.Duration.Native);
    }

    [Theory]
    [InlineData("RequestSize", "-1,10", "bytes of 0 or more that increase strictly, but -1 follows 0")]
    [InlineData("RequestSize", "0,0", "bytes of 0 or more that increase strictly, but 0 follows 0")]
    [InlineData("ResponseSize", "10,NaN", "bytes of 0 or more that increase strictly, but NaN follows 10")]
    [InlineData("TimeToFirstByte", "0,1", "seconds above 0 that increase strictly, but 0 follows 0")]
    [InlineData("ConnectionDuration", "2,1", "seconds above 0 that increase strictly, but 1 follows 2")]
    public void Buckets_of_every_histogram_are_checked_at_start(string histogram, string buckets, string message)
    {
        var refusal = Assert.Throws<OptionsValidationException>(
            () => ReadOptions(($"Prometheus:HttpMetrics:{histogram}:Buckets", buckets)));

        Assert.Equal(
            $"Prometheus:HttpMetrics:{histogram}:Buckets must be {message}: sort them and remove duplicates.",
            Assert.Single(refusal.Failures));
    }

    [Theory]
    [InlineData("Native:GrowthFactor", "1", "Native.GrowthFactor of 'http_request_duration_seconds' must be more than 1")]
    [InlineData("Native:MaxBuckets", "-1", "Native.MaxBuckets of 'http_request_duration_seconds' must be zero or more")]
    [InlineData("Native:ZeroThreshold", "NaN", "Native.ZeroThreshold of 'http_request_duration_seconds' must be zero or more")]
    [InlineData(
        "Exemplars:MinInterval", "-00:00:01", "MinInterval of the exemplars of 'http_request_duration_seconds' must be zero or more")]
    public void Options_of_native_buckets_and_exemplars_are_checked_at_start(string key, string value, string message)
    {
        var refusal = Assert.Throws<ArgumentOutOfRangeException>(() => ReadOptions(($"Prometheus:HttpMetrics:Duration:{key}", value)));

        Assert.StartsWith(message, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Preset", "Nagios", "'Prometheus:HttpMetrics:Preset' is 'Nagios', but must be Default or PrometheusNet or OpenTelemetry.")]
    [InlineData("Duration", "true", "'Prometheus:HttpMetrics:Duration' has a value, but is a section: set the keys below it.")]
    public void A_value_that_is_none_of_the_option_is_refused(string key, string value, string message) =>
        Assert.Equal(message, Refuse(($"Prometheus:HttpMetrics:{key}", value)));

    [Fact]
    public void A_preset_that_does_not_exist_is_refused_in_code()
    {
        var builder = TestApp.CreateBuilder();
        builder.Services.Configure<HttpMetricsOptions>(options => options.Preset = (HttpMetricsPreset)7);

        var refusal = Assert.Throws<OptionsValidationException>(() => ReadOptions(builder));

        Assert.Equal(
            "Prometheus:HttpMetrics:Preset is 7, but must be one of Default, PrometheusNet, OpenTelemetry.",
            Assert.Single(refusal.Failures));
    }

    [Fact]
    public async Task Every_option_is_a_key_and_stands_in_the_documentation()
    {
        string[] withoutKey = [nameof(HttpMetricsOptions.Filter)];
        var table = await File.ReadAllTextAsync(Repository.PathOf("docs", "configuration.md"), TestContext.Current.CancellationToken);
        var names = typeof(HttpMetricsOptions).GetProperties().Select(property => property.Name).Except(withoutKey).ToList();

        Assert.Contains(
            $"Known options are {string.Join(", ", names)}, RouteParameters.",
            Refuse(("Prometheus:HttpMetrics:Nonsense", "1")),
            StringComparison.Ordinal);
        Assert.All(
            [.. names, "RouteParameters"],
            name => Assert.Contains($"| `Prometheus:HttpMetrics:{name}` |", table, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("InProgress", typeof(HttpInstrumentOptions))]
    [InlineData("Duration", typeof(HttpHistogramOptions))]
    [InlineData("TimeToFirstByte:Native", typeof(NativeHistogramOptions))]
    [InlineData("RequestSize:Exemplars", typeof(ExemplarOptions))]
    public async Task Every_option_of_a_metric_is_a_key_and_stands_in_the_documentation(string section, Type options)
    {
        var table = await File.ReadAllTextAsync(Repository.PathOf("docs", "configuration.md"), TestContext.Current.CancellationToken);
        var names = options.GetProperties()
            .OrderBy(property => property.DeclaringType == options)
            .Select(property => property.Name)
            .ToList();

        Assert.Contains(
            $"Known options are {string.Join(", ", names)}.",
            Refuse(($"Prometheus:HttpMetrics:{section}:Nonsense", "1")),
            StringComparison.Ordinal);
        Assert.All(names, name => Assert.Contains($"`{name}`", table, StringComparison.Ordinal));
    }

    private static WebApplicationBuilder CreateBuilder(params double[][] lists)
    {
        var builder = TestApp.CreateBuilder();
        foreach (var list in lists)
        {
            builder.Configuration.AddInMemoryCollection(
                list.Select((bound, i) => KeyValuePair.Create($"{Path}:{i}", (string?)FormattableString.Invariant($"{bound}"))));
        }

        return builder;
    }

    private static string Refuse(params (string, string?)[] settings) =>
        Assert.Throws<InvalidOperationException>(() => Read(settings)).Message;

    private static double[]? Read(params (string, string?)[] settings) => Read(TestApp.CreateBuilder(settings: settings));

    private static double[]? Read(WebApplicationBuilder builder) => ReadOptions(builder).Duration.Buckets;

    private static HttpMetricsOptions ReadOptions(params (string, string?)[] settings) =>
        ReadOptions(TestApp.CreateBuilder(settings: settings));

    private static HttpMetricsOptions ReadOptions(WebApplicationBuilder builder)
    {
        using var app = (IDisposable)builder.Build();
        ((WebApplication)app).UseHttpMetrics();
        return ((WebApplication)app).Services.GetRequiredService<IOptionsMonitor<HttpMetricsOptions>>().CurrentValue;
    }
}
