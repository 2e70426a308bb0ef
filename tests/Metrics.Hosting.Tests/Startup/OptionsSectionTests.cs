using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using PrometheusMetrics.Hosting;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Hosting.Startup;

/// <summary>What the keys and values of a section may be. Every section is read alike.</summary>
public sealed class OptionsSectionTests
{
    private const string KnownOptions =
        "Known options are Endpoint, Kind, Job, GroupingKey, Interval, PushOnStart, PushOnShutdown, DeleteOnShutdown, FailOnLostPush, " +
        "Timeout, Method, Format, Gzip, NameValidation, Lease, ResendUncertain, IncludeGauges, Include, Exclude, StandardMetrics, " +
        "UserName, Password, PasswordFile, BearerToken, BearerTokenFile, Headers.";

    private const string HowToWriteTheList =
        "but must be a list of texts: write \"Include\": [\"a\", \"b\"] in JSON, Prometheus__Pushgateway__Include__0=a and so on as " +
        "environment variables, or all texts as one value: a,b.";

    private const string HowToWriteDays =
        "but must be a time like 00:00:15, where 24 hours or more are written as days and hours: write";

    private const string HowToWriteTheMap =
        "'Prometheus:Pushgateway:GroupingKey' has a value, but is a map: write \"GroupingKey\": { \"name\": \"value\" } in JSON, or " +
        "Prometheus__Pushgateway__GroupingKey__name=value as an environment variable.";

    public static TheoryData<string, string?, string> Mistakes => new()
    {
        // Keys that do not exist.
        {
            "Pushgateway:Intervall",
            "00:00:15",
            "There is no option 'Prometheus:Pushgateway:Intervall'. Did you mean 'Prometheus:Pushgateway:Interval'? " +
            $"{KnownOptions} Correct or remove it."
        },
        {
            "Pushgateway:Url",
            "http://cobbler:s3cret@gateway",
            $"There is no option 'Prometheus:Pushgateway:Url'. {KnownOptions} Correct or remove it."
        },
        {
            "Pushgateway:Push:OnShutdown",
            "true",
            $"There is no section 'Prometheus:Pushgateway:Push'. {KnownOptions} Correct or remove it."
        },
        {
            "Pushgateway:GroupingKeys:instance",
            "a",
            "There is no section 'Prometheus:Pushgateway:GroupingKeys'. Did you mean 'Prometheus:Pushgateway:GroupingKey'? " +
            $"{KnownOptions} Correct or remove it."
        },

        // Values that do not convert.
        { "Pushgateway:Interval", "15s", "'Prometheus:Pushgateway:Interval' is '15s', but must be a time like 00:00:15." },
        { "Pushgateway:Interval", "1", "'Prometheus:Pushgateway:Interval' is '1', but must be a time like 00:00:15." },
        { "Pushgateway:Timeout", "ten", "'Prometheus:Pushgateway:Timeout' is 'ten', but must be a time like 00:00:15." },
        { "Pushgateway:Lease", "24:00:00", $"'Prometheus:Pushgateway:Lease' is '24:00:00', {HowToWriteDays} 1.00:00:00." },
        { "Pushgateway:Lease", " 36:00:00 ", $"'Prometheus:Pushgateway:Lease' is ' 36:00:00 ', {HowToWriteDays} 1.12:00:00." },
        { "Pushgateway:Lease", "0048:30:15", $"'Prometheus:Pushgateway:Lease' is '0048:30:15', {HowToWriteDays} 2.00:30:15." },
        { "Pushgateway:Lease", "36:00", $"'Prometheus:Pushgateway:Lease' is '36:00', {HowToWriteDays} 1.12:00:00." },
        { "Pushgateway:Lease", "36:00:00.5", $"'Prometheus:Pushgateway:Lease' is '36:00:00.5', {HowToWriteDays} 1.12:00:00.5000000." },
        { "Pushgateway:Lease", "-36:00:00", $"'Prometheus:Pushgateway:Lease' is '-36:00:00', {HowToWriteDays} -1.12:00:00." },
        { "Pushgateway:Lease", "36:60:00", "'Prometheus:Pushgateway:Lease' is '36:60:00', but must be a time like 00:00:15." },
        {
            "Pushgateway:Lease",
            "99999999999:00:00",
            "'Prometheus:Pushgateway:Lease' is '99999999999:00:00', but must be a time like 00:00:15."
        },
        {
            "Pushgateway:Lease",
            "999999999:00:00",
            "'Prometheus:Pushgateway:Lease' is '999999999:00:00', but must be a time like 00:00:15."
        },
        { "Pushgateway:PushOnShutdown", "yes", "'Prometheus:Pushgateway:PushOnShutdown' is 'yes', but must be true or false." },
        { "ProcessMetrics", "nope", "'Prometheus:ProcessMetrics' is 'nope', but must be true or false." },
        { "RuntimeMetrics:Gc", "maybe", "'Prometheus:RuntimeMetrics:Gc' is 'maybe', but must be true or false." },
        {
            "RuntimeMetrics:ThreadPol",
            "false",
            "There is no option 'Prometheus:RuntimeMetrics:ThreadPol'. Did you mean 'Prometheus:RuntimeMetrics:ThreadPool'? " +
            "Known options are Gc, Jit, ThreadPool, Locks, Exceptions, Timers, Assemblies, Process, Info, All. Correct or remove it."
        },
        {
            "RuntimeMetrics:None",
            "true",
            "There is no option 'Prometheus:RuntimeMetrics:None'. " +
            "Known options are Gc, Jit, ThreadPool, Locks, Exceptions, Timers, Assemblies, Process, Info, All. Correct or remove it."
        },
        {
            "RuntimeMetrics:Gc:Heap",
            "true",
            "'Prometheus:RuntimeMetrics:Gc' is an option, but there are keys below it: give it a value."
        },
        { "SeriesLimit", "10k", "'Prometheus:SeriesLimit' is '10k', but must be a whole number like 10000." },
        { "SeriesLimit", "1e3", "'Prometheus:SeriesLimit' is '1e3', but must be a whole number like 10000." },
        { "NameValidation", "utf-8", "'Prometheus:NameValidation' is 'utf-8', but must be Legacy or Utf8." },
        { "NameValidation", "1", "'Prometheus:NameValidation' is '1', but must be Legacy or Utf8." },
        { "NameValidation", "Legacy,Utf8", "'Prometheus:NameValidation' is 'Legacy,Utf8', but must be Legacy or Utf8." },
        { "SeriesLimit", "1,000", "'Prometheus:SeriesLimit' is '1,000', but must be a whole number like 10000." },
        { "Pushgateway:Method", "Patch", "'Prometheus:Pushgateway:Method' is 'Patch', but must be Put or Post." },
        { "Pushgateway:Format", "OpenMetrics", "'Prometheus:Pushgateway:Format' is 'OpenMetrics', but must be Text or Protobuf." },

        // Named sections have the same keys.
        {
            "Pushgateways:eu:Intervall",
            "00:00:15",
            "There is no option 'Prometheus:Pushgateways:eu:Intervall'. Did you mean 'Prometheus:Pushgateways:eu:Interval'? " +
            $"{KnownOptions} Correct or remove it."
        },
        { "Pushgateways:eu:Interval", "15", "'Prometheus:Pushgateways:eu:Interval' is '15', but must be a time like 00:00:15." },
        {
            "Pushgateways:eu",
            "http://cobbler:s3cret@gateway",
            "'Prometheus:Pushgateways:eu' has a value, but is a section: set the keys below it."
        },
        {
            "Pushgateways:e u:Job",
            "a",
            "'Prometheus:Pushgateways:e u' can't be the section of a gateway: use letters, digits, '-' and '_', other than 'default', " +
            "whose section is Prometheus:Pushgateway."
        },
        {
            "Pushgateways:Default:Job",
            "a",
            "'Prometheus:Pushgateways:Default' can't be the section of a gateway: use letters, digits, '-' and '_', other than " +
            "'default', whose section is Prometheus:Pushgateway."
        },

        // Lists of texts.
        { "Pushgateway:Include:a", "s3cret", $"'Prometheus:Pushgateway:Include' has the key 'a', {HowToWriteTheList}" },
        {
            "Pushgateway:Include:0:a",
            "s3cret",
            "'Prometheus:Pushgateway:Include:0' is an option, but there are keys below it: give it a value."
        },

        // Values in place of maps and sections, and the reverse.
        { "Pushgateway:GroupingKey", "instance=pod-1", HowToWriteTheMap },
        { "Pushgateway:GroupingKey", "s3cret", HowToWriteTheMap },
        {
            "Pushgateway:Timeout:Seconds",
            "1",
            "'Prometheus:Pushgateway:Timeout' is an option, but there are keys below it: give it a value."
        },
        {
            "Pushgateway:Job:Name",
            "import",
            "'Prometheus:Pushgateway:Job' is an option, but there are keys below it: give it a value."
        },
        {
            "Pushgateway:GroupingKey:instance:name",
            "a",
            "'Prometheus:Pushgateway:GroupingKey:instance' is an option, but there are keys below it: give it a value."
        },
        {
            "Pushgateway",
            "http://cobbler:s3cret@gateway",
            "'Prometheus:Pushgateway' has a value, but is a section: set the keys below it."
        },

        // Foreign text is escaped and shortened.
        {
            "ProcessMetrics",
            "\u001b[31mtrue\r\nINFO: started\u2028",
            @"'Prometheus:ProcessMetrics' is '\u001B[31mtrue\r\nINFO: started\u2028', but must be true or false."
        },
        {
            "Pushgateway:Evil\u001b\n",
            "a",
            $@"There is no option 'Prometheus:Pushgateway:Evil\u001B\n'. {KnownOptions} Correct or remove it."
        },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task A_mistake_is_refused_at_start_with_what_to_write(string key, string? value, string message)
    {
        using var host = Build(("Prometheus:" + key, value));

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        Assert.Equal(message, refusal.Message);
        Assert.DoesNotContain("s3cret", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_mistakes_of_a_section_are_reported_together()
    {
        using var host = Build(
            ("Prometheus:Pushgateway:GroupingKey", "instance=pod-1"),
            ("Prometheus:Pushgateway:Interval", "15s"),
            ("Prometheus:Pushgateway:Job", "import"),
            ("Prometheus:Pushgateway:PushOnShutdown", "yes"));

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        Assert.Equal(
            HowToWriteTheMap +
            " 'Prometheus:Pushgateway:Interval' is '15s', but must be a time like 00:00:15." +
            " 'Prometheus:Pushgateway:PushOnShutdown' is 'yes', but must be true or false.",
            refusal.Message);
    }

    [Theory]
    [InlineData("Prometheus:RuntimeMetrics")]
    [InlineData("Prometheus:Pushgateway:")]
    public async Task Long_text_is_shortened(string path)
    {
        var isKey = path.EndsWith(':');
        var text = new string('a', 16_384);
        using var host = isKey ? Build((path + text, "true")) : Build((path, text));

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        Assert.Contains("aaaa", refusal.Message, StringComparison.Ordinal);
        Assert.InRange(refusal.Message.Length, 100, 500);
    }

    [Theory]
    [InlineData("""{ "SeriesLimit": "", "RuntimeMetrics": null }""")]
    [InlineData("""{ "Pushgateway": { "Interval": "", "Timeout": "", "PushOnShutdown": null } }""")]
    [InlineData("""{ "Pushgateway": { "GroupingKey": {}, "Timeout": null, "Job": null } }""")]
    [InlineData("""{ "Pushgateway": { "GroupingKey": "" } }""")]
    [InlineData("""{ "Pushgateway": { "GroupingKey": { "instance": null } } }""")]
    [InlineData("""{ "RuntimeMetrics": {} }""")]
    [InlineData("""{ "RuntimeMetrics": { "Gc": null, "Jit": "" } }""")]
    [InlineData("""{ "Pushgateway": null }""")]
    [InlineData("""{ "Pushgateway": { "Include": [], "Exclude": null, "Headers": {}, "StandardMetrics": "" } }""")]
    [InlineData("""{ "Pushgateways": {} }""")]
    [InlineData("""{ "Pushgateways": null }""")]
    [InlineData("""{ "Pushgateways": { "eu": {}, "us": null } }""")]
    public async Task What_is_empty_is_left_out(string json)
    {
        var builder = Worker.CreateBuilder();
        builder.Configuration.AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes($$"""{ "Prometheus": {{json}} }""")));
        builder.Services.AddPrometheusMetrics();
        using var host = builder.Build();

        await host.StartAsync();

        var push = host.Services.GetRequiredService<IOptions<PushgatewayOptions>>().Value;
        Assert.Equal((null, TimeSpan.FromSeconds(10), true, "invoices"), (push.Interval, push.Timeout, push.PushOnShutdown, push.Job));
        Assert.Empty(push.GroupingKey ?? []);
        Assert.Empty(push.Include ?? []);
        var options = host.Services.GetRequiredService<IOptions<PrometheusMetricsOptions>>().Value;
        Assert.Equal((10_000, RuntimeMetricGroups.All), (options.SeriesLimit, options.RuntimeMetrics));
        await host.StopAsync();
    }

    [Fact]
    public void Values_are_read_alike_in_every_culture_with_white_space_and_in_any_case()
    {
        using var host = Build(
            ("Prometheus:serieslimit", " 7 "),
            ("Prometheus:processMetrics", " FALSE "),
            ("Prometheus:Pushgateway:interval", " 00:00:15.5 "),
            ("Prometheus:Pushgateway:GROUPINGKEY:Zone", " b "));

        var options = host.Services.GetRequiredService<IOptions<PrometheusMetricsOptions>>().Value;
        var push = host.Services.GetRequiredService<IOptions<PushgatewayOptions>>().Value;

        Assert.Equal((7, false), (options.SeriesLimit, options.ProcessMetrics));
        Assert.Equal(TimeSpan.FromSeconds(15.5), push.Interval);
        Assert.Equal([KeyValuePair.Create("Zone", " b ")], push.GroupingKey!);
    }

    [Fact]
    public void An_empty_value_makes_a_text_and_a_list_empty()
    {
        var (text, numbers, texts) = ("a", new[] { 1.0 }, new[] { "a" });
        var section = new OptionsSection<object>("Other")
            .AddText("Text", (_, value) => text = value)
            .AddNumbers("Numbers", (_, value) => numbers = value)
            .AddTexts("Texts", (_, value) => texts = value);

        section.Bind(
            new ConfigurationBuilder().AddInMemoryCollection(
                section.Keys.Select(key => KeyValuePair.Create($"Prometheus:Other:{key}", (string?)""))).Build(),
            new object());

        Assert.Equal("", text);
        Assert.Empty(numbers);
        Assert.Empty(texts);
    }

    [Theory]
    [InlineData("23:59:59", 86_399)]
    [InlineData("23:59", 86_340)]
    [InlineData("1.00:00:00", 86_400)]
    [InlineData("1.12:00:00", 129_600)]
    [InlineData("1.12:00", 129_600)]
    [InlineData("1:12:00:00", 129_600)]
    [InlineData("36.00:00:00", 3_110_400)]
    public void A_time_of_a_day_or_more_has_its_days_before_the_hours(string time, int seconds)
    {
        using var host = Build(("Prometheus:Pushgateway:Lease", time));

        Assert.Equal(TimeSpan.FromSeconds(seconds), host.Services.GetRequiredService<IOptions<PushgatewayOptions>>().Value.Lease);
    }

    [Theory]
    [InlineData("-23:59:59", -86_399)]
    [InlineData("-1.12:00:00", -129_600)]
    public void A_negative_time_is_left_to_the_options(string time, int seconds)
    {
        var options = new PushgatewayOptions();
        var section = new OptionsSection<PushgatewayOptions>("Other").AddTime("Lease", (options, value) => options.Lease = value);

        section.Bind(
            new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("Prometheus:Other:Lease", (string?)time)]).Build(),
            options);

        Assert.Equal(TimeSpan.FromSeconds(seconds), options.Lease);
    }

    [Theory]
    [InlineData("Include: a, b_* ,,", new[] { "a", "b_*" })]
    [InlineData("Include:0:a|Include:1: |Include:2: b_* ", new[] { "a", "b_*" })]
    [InlineData("Include:c|Include:0:a|Include:1:b", new[] { "c" })]
    public void A_list_of_texts_is_written_as_a_list_or_with_commas(string settings, string[] texts)
    {
        using var host = Build(
            [.. settings.Split('|').Select(setting => setting.LastIndexOf(':') is var end
                ? ("Prometheus:Pushgateway:" + setting[..end], (string?)setting[(end + 1)..])
                : default)]);

        Assert.Equal(texts, host.Services.GetRequiredService<IOptions<PushgatewayOptions>>().Value.Include);
    }

    [Theory]
    [InlineData(typeof(PrometheusMetricsOptions), "Prometheus")]
    [InlineData(typeof(PushgatewayOptions), "Prometheus:Pushgateway")]
    public async Task Every_option_is_a_key_and_stands_in_the_documentation(Type options, string section)
    {
        var table = await File.ReadAllTextAsync(Repository.PathOf("docs", "configuration.md"), TestContext.Current.CancellationToken);
        using var host = Build((section + ":Nonsense", "1"));
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        var names = options.GetProperties().Select(property => property.Name).ToList();

        Assert.Contains($"Known options are {string.Join(", ", names)}", refusal.Message, StringComparison.Ordinal);
        Assert.All(names, name => Assert.Contains($"| `{section}:{name}` |", table, StringComparison.Ordinal));
    }

    private static IHost Build(params (string, string?)[] settings)
    {
        var builder = Worker.CreateBuilder(settings);
        builder.Services.AddPrometheusMetrics();
        return builder.Build();
    }
}
