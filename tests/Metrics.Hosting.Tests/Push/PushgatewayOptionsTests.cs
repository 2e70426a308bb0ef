using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using PrometheusMetrics.Hosting;
using PrometheusMetrics.Pushgateway;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Hosting.Push;

public sealed class PushgatewayOptionsTests
{
    private static readonly (string, string?) Endpoint = ("Endpoint", "http://gateway:9091");

    [Theory]
    [InlineData("Interval", "15.00:00:00", "Interval is 15.00:00:00, but must be 1 millisecond to 1 day. Write 00:00:15 for 15 seconds.")]
    [InlineData("Interval", "00:00:00", "Write 00:00:15 for 15 seconds.")]
    [InlineData("Interval", "-00:00:15", "Write 00:00:15 for 15 seconds.")]
    [InlineData("Interval", "1.00:00:00.0000001", "Write 00:00:15 for 15 seconds.")]
    [InlineData(
        "Timeout", "10.00:00:00", "Timeout is 10.00:00:00, but must be more than zero and at most 1 day. Write 00:00:10 for 10 seconds.")]
    [InlineData("Timeout", "00:00:00", "Write 00:00:10 for 10 seconds.")]
    [InlineData("PushOnShutdown", "false", "nothing would ever be pushed: set Interval or PushOnShutdown, or remove Endpoint")]
    [InlineData("Endpoint", "http://gateway:9091/?a=b", "write the gateway's address only, like 'http://pushgateway:9091'")]
    [InlineData("Endpoint", "http://gateway:9091/#a", "write the gateway's address only, like 'http://pushgateway:9091'")]
    [InlineData("Endpoint", "ftp://gateway", "scheme is 'ftp': use http or https")]
    [InlineData("Endpoint", " ", "Prometheus:Pushgateway")]
    [InlineData("Endpoint", "http://", "write it like 'http://pushgateway:9091'")]
    [InlineData("Job", "", "Job is empty: set it, or leave it out to use the application's name.")]
    [InlineData("GroupingKey:x-y", "1", "'x-y' can't be part of a grouping key: use a label name")]
    [InlineData("GroupingKey:1x", "1", "use a label name")]
    [InlineData("GroupingKey:__x", "1", "use a label name")]
    [InlineData("GroupingKey:job", "b", "other than job")]
    [InlineData("GroupingKey:le", "1", "use a label name")]
    [InlineData("GroupingKey:instance", "", "remove it or set a value")]
    [InlineData("GroupingKey:instance", "{Hostname}", "GroupingKey:instance has the unknown placeholder '{Hostname}': use {MachineName}")]
    [InlineData("GroupingKey:instance", "{machinename}", "unknown placeholder '{machinename}'")]
    [InlineData("GroupingKey:instance", "{}", "unknown placeholder '{}'")]
    [InlineData("GroupingKey:instance", "a{", "GroupingKey:instance has a lone '{': use {MachineName}, {ProcessId} or {EnvironmentName}")]
    [InlineData("GroupingKey:instance", "a}b", "has a lone '}'")]
    [InlineData("GroupingKey:instance", "{MachineName", "write a brace twice: {{ or }}.")]
    [InlineData("Lease", "00:00:00.5", "Lease is 00:00:00.5000000, but must be 1 second to 365 days. Write 00:10:00 for 10 minutes.")]
    [InlineData("Lease", "366.00:00:00", "must be 1 second to 365 days")]
    [InlineData("Password", "x", "UserName is missing, but there is a Password or PasswordFile: set it.")]
    [InlineData("PasswordFile", "/x", "UserName is missing, but there is a Password or PasswordFile: set it.")]
    [InlineData("UserName", "u", "UserName is set, but neither Password nor PasswordFile: set one of them; a password may be empty.")]
    [InlineData("BearerToken", "", "BearerToken is empty, or has a character other than visible ASCII")]
    [InlineData("BearerToken", "s3cret s3cret", "such as a space or line break, which can't be sent: correct it.")]
    [InlineData("BearerToken", "s3cret\n", "BearerToken is empty, or has a character other than visible ASCII")]
    [InlineData("BearerTokenFile", " ", "BearerTokenFile is empty: set the path of a file, or remove it.")]
    [InlineData(
        "BearerTokenFile",
        "/there/is/none",
        "BearerTokenFile: the file '/there/is/none' does not exist. Create it, or correct the path.")]
    [InlineData(
        "Headers:X-Tenant",
        "s3cret\r\nHost: a",
        "Headers:X-Tenant: The value of the header 'X-Tenant' is null or has a line break")]
    [InlineData("Headers:X-Tenant", "s3cretä", "Headers:X-Tenant: The value of the header 'X-Tenant' is null or has a line break")]
    [InlineData("Headers:X Tenant", "s3cret", "Headers:X Tenant: The header 'X Tenant' can't be added to a push")]
    [InlineData("Headers:Content-Type", "s3cret", "Headers:Content-Type: The header 'Content-Type' can't be added to a push")]
    [InlineData("Headers:transfer-encoding", "s3cret", "Headers:transfer-encoding: The header 'transfer-encoding' can't be added")]
    public async Task What_could_not_work_is_refused_at_start_with_what_to_write(string key, string value, string advice)
    {
        using var host = PushingHost.Build(null, (key, value), Endpoint);

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => host.Host.StartAsync());

        Assert.Contains(advice, refusal.Message, StringComparison.Ordinal);
        Assert.StartsWith("Prometheus:Pushgateway:", Assert.Single(refusal.Failures), StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", refusal.ToString(), StringComparison.Ordinal);
        Assert.Empty(host.Gateway.Pushes);
    }

    [Theory]
    [InlineData("UserName=u;Password=s3cret;PasswordFile=/x", "Password is set, and so is PasswordFile: remove one of them.")]
    [InlineData("BearerToken=s3cret;BearerTokenFile=/x", "BearerToken is set, and so is BearerTokenFile: remove one of them.")]
    [InlineData("UserName=u:v;Password=s3cret", "UserName is empty, or has a colon or a control character")]
    [InlineData("UserName=u;Password=s3cret\n", "Password has a control character, such as a line break, which can't be sent: correct it.")]
    [InlineData(
        "UserName=u;Password=s3cret;BearerToken=s3cret",
        "in several places, UserName and BearerToken, of which only one can be sent")]
    [InlineData("UserName=u;Password=s3cret;BearerTokenFile=/x", "in several places, UserName and BearerTokenFile, of which")]
    [InlineData(
        "Endpoint=http://v:s3cret@gw;UserName=u;Password=s3cret",
        "in several places, UserName and a user name in Endpoint, of which")]
    [InlineData("Endpoint=v:s3cret@gw;BearerToken=s3cret", "in several places, BearerToken and a user name in Endpoint, of which")]
    [InlineData("BearerToken=s3cret;Headers:authorization=s3cret", "in several places, BearerToken and Headers:Authorization, of which")]
    [InlineData("Lease=00:01:00;Interval=00:01:00", "Lease is 00:01:00, but Interval is 00:01:00, so the group would be deleted between")]
    [InlineData(
        "Lease=00:01:00;Kind=VictoriaMetrics",
        "Lease is set, but Kind is VictoriaMetrics, which has no groups to delete: remove it.")]
    [InlineData("DeleteOnShutdown=true;Kind=VictoriaMetrics", "DeleteOnShutdown is set, but Kind is VictoriaMetrics, which has no groups")]
    [InlineData("DeleteOnShutdown=true;Kind=Aggregating", "DeleteOnShutdown is set, but Kind is Aggregating, which has no groups")]
    [InlineData(
        "Format=Protobuf;Kind=VictoriaMetrics",
        "Format is Protobuf, but Kind is VictoriaMetrics, which reads text only: remove Format.")]
    [InlineData("NameValidation=Utf8;Kind=VictoriaMetrics", "NameValidation is Utf8, but Kind is VictoriaMetrics: remove NameValidation.")]
    [InlineData("Format=Protobuf;NameValidation=Utf8", "Format is Protobuf, but NameValidation is Utf8: a gateway without UTF-8 names")]
    [InlineData("DeleteOnShutdown=true;FailOnLostPush=true", "FailOnLostPush is set, but DeleteOnShutdown deletes the metrics at shutdown")]
    public async Task Keys_that_contradict_each_other_are_refused_at_start(string settings, string advice)
    {
        using var host = PushingHost.Build(
            null,
            [
                .. settings.Split(';').Select(setting => setting.Split('=', 2)).Select(setting => (setting[0], (string?)setting[1])),
                Endpoint,
            ]);

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => host.Host.StartAsync());

        Assert.Contains(advice, refusal.Message, StringComparison.Ordinal);
        Assert.StartsWith("Prometheus:Pushgateway:", Assert.Single(refusal.Failures), StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Values_of_enumerations_and_patterns_by_code_are_checked_too()
    {
        using var host = PushingHost.Build(
            builder => builder.Services.AddPrometheusMetrics().ConfigurePushgateway(push =>
            {
                push.Kind = (PushgatewayKind)7;
                push.Method = (PushMethod)7;
                push.Format = (PushFormat)7;
                push.NameValidation = (NameValidation)7;
                push.Include = ["orders_*", ""];
                push.Exclude = [" "];
                push.Headers = new() { ["X-A"] = "1", ["x-a"] = "2" };
            }),
            Endpoint);

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => host.Host.StartAsync());

        Assert.Equal(
            [
                "Prometheus:Pushgateway:Kind is 7, but must be Pushgateway or Aggregating or VictoriaMetrics.",
                "Prometheus:Pushgateway:Method is 7, but must be Put or Post.",
                "Prometheus:Pushgateway:Format is 7, but must be Text or Protobuf.",
                "Prometheus:Pushgateway:NameValidation is 7, but must be Legacy or Utf8.",
                "Prometheus:Pushgateway:Include has an empty pattern, which no name matches: write one like 'http_*', or remove it.",
                "Prometheus:Pushgateway:Exclude has an empty pattern, which no name matches: write one like 'http_*', or remove it.",
            ],
            refusal.Failures.Where(failure => !failure.Contains("Headers", StringComparison.Ordinal)));
        Assert.Contains(refusal.Failures, failure => failure.StartsWith("Prometheus:Pushgateway:Headers", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Placeholders_of_the_grouping_key_are_replaced_by_what_distinguishes_instances()
    {
        using var host = await PushingHost.StartAsync(
            Endpoint,
            ("GroupingKey:instance", "{MachineName}"),
            ("GroupingKey:pid", "p{ProcessId}{{x}}"),
            ("GroupingKey:stage", "{EnvironmentName}"));

        await host.StopAsync();

        var expected = new PushgatewayTarget(
            "http://gateway:9091",
            "invoices",
            ("instance", Environment.MachineName),
            ("pid", $"p{Environment.ProcessId}{{x}}"),
            ("stage", "Production"));
        Assert.Equal(expected.Address, Assert.Single(host.Gateway.Pushes).Address);
    }

    [Theory]
    [InlineData("Intervall", "00:00:15")]
    [InlineData("Url", "http://gateway:9091")]
    [InlineData("Push:OnShutdown", "true")]
    public async Task A_mistyped_key_is_refused_at_start_by_name(string key, string value)
    {
        using var host = PushingHost.Build(null, (key, value));

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => host.Host.StartAsync());

        Assert.Contains($"'Prometheus:Pushgateway:{key.Split(':')[0]}'", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Interval", "soon")]
    [InlineData("Timeout", "ten seconds")]
    public async Task A_value_that_cannot_be_read_is_refused_at_start_by_name(string key, string value)
    {
        using var host = PushingHost.Build(null, (key, value));

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => host.Host.StartAsync());

        Assert.Contains($"Prometheus:Pushgateway:{key}", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_mistakes_of_all_gateways_are_reported_at_once()
    {
        using var host = PushingHost.Build(
            null,
            Endpoint,
            ("Prometheus:Pushgateways:eu:Interval", "15.00:00:00"),
            ("Prometheus:Pushgateways:us:Endpoint", "ftp://gateway"));

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => host.Host.StartAsync());

        Assert.Equal(2, refusal.Failures.Count());
        Assert.Contains("Prometheus:Pushgateways:eu:Interval is 15.00:00:00, but", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Prometheus:Pushgateways:us:Endpoint: The endpoint's scheme is 'ftp'", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_mistakes_are_reported_at_once()
    {
        using var host = PushingHost.Build(null, ("Endpoint", "ftp://gateway"), ("Interval", "15.00:00:00"), ("Timeout", "00:00:00"));

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => host.Host.StartAsync());

        Assert.Equal(3, refusal.Failures.Count());
    }

    [Fact]
    public async Task Mistakes_by_code_are_refused_too()
    {
        using var host = PushingHost.Build(
            builder =>
                builder.Services.AddPrometheusMetrics().ConfigurePushgateway(push => push.GroupingKey = new() { ["__name__"] = "a" }),
            Endpoint);

        await Assert.ThrowsAsync<OptionsValidationException>(() => host.Host.StartAsync());
    }

    [Theory]
    [InlineData("00:00:00.001")]
    [InlineData("1.00:00:00")]
    public async Task The_ends_of_the_range_are_inside(string interval)
    {
        using var host = await PushingHost.StartAsync(Endpoint, ("Interval", interval), ("Timeout", "1.00:00:00"));

        await host.StopAsync();
    }

    [Fact]
    public void Configuration_comes_first_and_code_second()
    {
        using var host = PushingHost.Build(
            builder => builder.Services.AddPrometheusMetrics().ConfigurePushgateway(push =>
            {
                Assert.Equal("configured", push.Job);
                push.Job = "coded";
                push.GroupingKey!["zone"] = "b";
            }),
            Endpoint,
            ("Job", "configured"),
            ("GroupingKey:instance", "a"));

        var options = host.Host.Services.GetRequiredService<IOptions<PushgatewayOptions>>().Value;

        Assert.Equal("coded", options.Job);
        Assert.Equal(
            [("instance", "a"), ("zone", "b")], options.GroupingKey!.OrderBy(pair => pair.Key).Select(pair => (pair.Key, pair.Value)));
    }

    [Fact]
    public void The_job_is_the_applications_name_unless_one_is_set()
    {
        using var host = PushingHost.Build(null, Endpoint);

        Assert.Equal("invoices", host.Host.Services.GetRequiredService<IOptions<PushgatewayOptions>>().Value.Job);
    }

    [Fact]
    public async Task Nulls_in_appsettings_mean_the_defaults()
    {
        const string json = """
            { "Prometheus": { "Pushgateway": { "Endpoint": null, "Job": null, "GroupingKey": null, "Interval": null } } }
            """;
        using var host = await PushingHost.StartAsync(
            builder => builder.Configuration.AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))));

        Assert.Equal("invoices", host.Host.Services.GetRequiredService<IOptions<PushgatewayOptions>>().Value.Job);
        await host.StopAsync();
        Assert.Empty(host.Gateway.Pushes);
    }

    [Fact]
    public void Null_is_refused()
    {
        var metrics = new ServiceCollection().AddPrometheusMetrics();

        Assert.Throws<ArgumentNullException>(() => metrics.ConfigurePushgateway(null!));
        Assert.Throws<ArgumentNullException>(() => default(IPrometheusMetricsBuilder)!.ConfigurePushgateway(_ => { }));
    }
}
