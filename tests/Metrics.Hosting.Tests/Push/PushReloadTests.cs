using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PrometheusMetrics.Hosting;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Hosting.Push;

/// <summary>What happens to pushes when the configuration changes while the application runs.</summary>
public sealed class PushReloadTests
{
    private static readonly (string, string?) Endpoint = ("Endpoint", "http://gateway:9091");

    [Fact]
    public async Task The_next_push_has_the_target_the_credentials_the_headers_and_the_patterns_that_the_configuration_has_now()
    {
        using var host = await PushingHost.StartAsync(Endpoint, ("UserName", "cobbler"), ("Password", "a"), ("Headers:X-Tenant", "1"));
        host.Host.Factory().CreateCounter("orders_total", "").Inc();
        host.Host.Factory().CreateCounter("visits_total", "").Inc();
        await PushAsync(host);

        host.Reconfigure(
            ("Endpoint", "http://other:9091/x"),
            ("Job", "billing"),
            ("GroupingKey:zone", "b"),
            ("Password", "b"),
            ("Headers:X-Tenant", "2"),
            ("Include", "orders*"),
            ("Method", "Post"));
        await PushAsync(host);

        var (first, second) = (host.Gateway.Pushes[0], host.Gateway.Pushes[1]);
        Assert.Equal(new Uri("http://gateway:9091/metrics/job/invoices"), first.Address);
        Assert.Equal(new Uri("http://other:9091/x/metrics/job/billing/zone/b"), second.Address);
        Assert.Equal((HttpMethod.Put, HttpMethod.Post), (first.Method, second.Method));
        Assert.NotEqual(first.Authorization, second.Authorization);
        Assert.Equal(("1", "2"), (first.Headers["X-Tenant"], second.Headers["X-Tenant"]));
        Assert.Contains("visits_total", first.Families);
        Assert.Equal(["orders_total"], second.Families);
        Assert.Contains(
            "The configuration has changed: the metrics of job 'billing' are pushed to http://other:9091/x/metrics/job/billing/zone/b " +
            "from now on. The group http://gateway:9091/metrics/job/invoices stays until it is deleted.",
            host.Log.Of(PushingHost.Category).Select(line => line.Message));
    }

    [Fact]
    public async Task An_interval_that_is_set_or_changed_counts_from_now_on()
    {
        using var host = await PushingHost.StartAsync(
            Endpoint, ("PushOnShutdown", "false"), ("PushOnStart", "false"), ("Interval", "05:00:00"));

        host.Reconfigure(("Interval", "01:00:00"));
        host.Clock.Advance(TimeSpan.FromHours(1));

        await host.Gateway.NextAsync();
        await host.StopAsync();
    }

    [Fact]
    public async Task A_change_of_another_section_changes_nothing()
    {
        using var host = await PushingHost.StartAsync(Endpoint);
        var lines = host.Log.Lines.Count;

        host.Reconfigure(("Prometheus:Something:Else", "1"));

        Assert.Equal(lines, host.Log.Lines.Count);
    }

    [Theory]
    [InlineData("Endpoint", "ftp://cobbler:s3cret@gateway", "Prometheus:Pushgateway:Endpoint: The endpoint's scheme is 'ftp'")]
    [InlineData("Endpoint", "http://cobbler:s3cret@gateway?x", "Prometheus:Pushgateway:Endpoint: The endpoint")]
    [InlineData("Interval", "soon", "'Prometheus:Pushgateway:Interval' is 'soon', but must be a time like 00:00:15.")]
    [InlineData("Intervall", "s3cret", "There is no option 'Prometheus:Pushgateway:Intervall'.")]
    [InlineData("GroupingKey:instance", "{s3}", "Prometheus:Pushgateway:GroupingKey:instance has the unknown placeholder '{s3}'")]
    [InlineData("BearerTokenFile", "/there/is/none", "Prometheus:Pushgateway:BearerTokenFile: the file '/there/is/none' does not exist.")]
    public async Task A_change_that_has_mistakes_is_reported_once_and_the_earlier_options_stay(string key, string value, string reason)
    {
        using var host = await PushingHost.StartAsync(Endpoint, ("Interval", "01:00:00"));
        host.Reconfigure((key, value), ("Job", "new"));
        host.Reconfigure();

        host.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(new Uri("http://gateway:9091/metrics/job/invoices"), (await host.Gateway.NextAsync()).Address);
        var error = Assert.Single(host.Log.AtLeast(LogLevel.Error));
        Assert.StartsWith(
            "The configuration 'Prometheus:Pushgateway' has changed, but has mistakes, so the earlier one stays in use. " + reason,
            error.Message,
            StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", host.Log.Text, StringComparison.Ordinal);
        Assert.Equal("invoices", host.Host.Services.GetRequiredService<IOptionsMonitor<PushgatewayOptions>>().CurrentValue.Job);

        host.Reconfigure((key, key == "Endpoint" ? Endpoint.Item2 : null));
        Assert.Equal(
            key == "Intervall" ? "invoices" : "new",
            host.Host.Services.GetRequiredService<IOptionsMonitor<PushgatewayOptions>>().CurrentValue.Job);
        await host.StopAsync();
    }

    [Theory]
    [InlineData("Prometheus:Pushgateway", "s3cret", "'Prometheus:Pushgateway' has a value, but is a section: set the keys below it.")]
    [InlineData(
        "Prometheus:Pushgatway:Endpoint",
        "http://gateway:9091",
        "There is no section 'Prometheus:Pushgatway'. Did you mean 'Prometheus:Pushgateway'? Known options are ")]
    public async Task A_section_that_becomes_a_text_or_gets_another_name_is_reported_and_the_earlier_options_stay(
        string key, string value, string reason)
    {
        using var host = await PushingHost.StartAsync(Endpoint, ("Interval", "01:00:00"));
        host.Reconfigure((key, value), ("Endpoint", null), ("Interval", null));
        host.Reconfigure();

        host.Clock.Advance(TimeSpan.FromHours(1));
        await host.Gateway.NextAsync();
        Assert.StartsWith(
            "The configuration 'Prometheus:Pushgateway' has changed, but has mistakes, so the earlier one stays in use. " + reason,
            Assert.Single(host.Log.AtLeast(LogLevel.Error)).Message,
            StringComparison.Ordinal);
        Assert.DoesNotContain("not pushed any more", host.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", host.Log.Text, StringComparison.Ordinal);
        Assert.Equal(
            Endpoint.Item2, host.Host.Services.GetRequiredService<IOptionsMonitor<PushgatewayOptions>>().CurrentValue.Endpoint);
        await host.StopAsync();
    }

    [Theory]
    [InlineData("Prometheus:Pushgateways", "'Prometheus:Pushgateways' has a value, but is a section")]
    [InlineData("Prometheus:Pushgateways:eu", "'Prometheus:Pushgateways:eu' has a value, but is a section")]
    [InlineData("Prometheus:Pushgatways:eu:Endpoint", "There is no section 'Prometheus:Pushgatways'. Did you mean 'Prometheus:Push")]
    public async Task The_section_of_a_named_gateway_is_checked_in_the_same_way(string key, string reason)
    {
        using var eu = new FakeGateway();
        using var host = await PushingHost.StartAsync(
            builder => builder.Services.AddHttpClient("Metrics.Pushgateway.eu").ConfigurePrimaryHttpMessageHandler(() => eu),
            Endpoint,
            ("Prometheus:Pushgateways:eu:Endpoint", "http://eu:9091"));

        host.Reconfigure((key, "http://eu:9091"), ("Prometheus:Pushgateways:eu:Endpoint", null), ("Job", "new"));
        await host.StopAsync();

        Assert.Single(eu.Pushes);
        Assert.Equal("new", Assert.Single(host.Gateway.Pushes).Address.Segments[^1]);
        Assert.StartsWith(
            "The configuration 'Prometheus:Pushgateways:eu' has changed, but has mistakes, so the earlier one stays in use. " + reason,
            Assert.Single(host.Log.AtLeast(LogLevel.Error)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mistake_in_another_option_does_not_keep_a_gateway_from_the_change()
    {
        using var host = await PushingHost.StartAsync(Endpoint);

        host.Reconfigure(("Prometheus:SeriesLimit", "10k"), ("Job", "new"));
        await host.StopAsync();

        Assert.Equal("new", Assert.Single(host.Gateway.Pushes).Address.Segments[^1]);
        Assert.Empty(host.Log.AtLeast(LogLevel.Error));
    }

    [Fact]
    public async Task An_endpoint_that_is_emptied_switches_pushes_off_and_one_that_is_set_switches_them_on()
    {
        using var host = await PushingHost.StartAsync(("Endpoint", ""), ("Interval", "01:00:00"));
        host.Clock.Advance(TimeSpan.FromHours(1));
        await PushAsync(host);
        Assert.Empty(host.Gateway.Pushes);

        host.Reconfigure(Endpoint);
        host.Clock.Advance(TimeSpan.FromHours(1));
        await host.Gateway.NextAsync();
        await host.AttemptsBecome("success", 1);

        host.Reconfigure(("Endpoint", ""));
        host.Clock.Advance(TimeSpan.FromHours(5));
        await PushAsync(host);
        await host.StopAsync();
        Assert.Single(host.Gateway.Pushes);
        Assert.Contains(
            "The configuration has changed: the metrics of job 'invoices' are not pushed any more, because " +
            "Prometheus:Pushgateway:Endpoint is empty. The group http://gateway:9091/metrics/job/invoices stays until it is deleted.",
            host.Log.Of(PushingHost.Category).Select(line => line.Message));
    }

    [Fact]
    public async Task A_named_gateway_reloads_too_and_one_that_is_wrong_does_not_keep_the_others_from_it()
    {
        using var eu = new FakeGateway();
        using var host = await PushingHost.StartAsync(
            builder => builder.Services.AddHttpClient("Metrics.Pushgateway.eu").ConfigurePrimaryHttpMessageHandler(() => eu),
            Endpoint,
            ("Prometheus:Pushgateways:eu:Endpoint", "http://eu:9091"));

        host.Reconfigure(("Interval", "soon"), ("Prometheus:Pushgateways:eu:Job", "other"));
        await host.StopAsync();

        Assert.Equal(new Uri("http://eu:9091/metrics/job/other"), Assert.Single(eu.Pushes).Address);
        Assert.Equal("other", host.Host.Services.GetRequiredService<IOptionsMonitor<PushgatewayOptions>>().Get("eu").Job);
    }

    [Fact]
    public async Task Options_that_the_application_reloads_by_itself_are_taken_up_too()
    {
        using var host = await PushingHost.StartAsync(
            builder => builder.Services.Configure<PushgatewayOptions>(builder.Configuration.GetSection("Mine")),
            Endpoint,
            ("Prometheus:Mine:Job", ""));
        var configuration = (IConfigurationRoot)host.Host.Services.GetRequiredService<IConfiguration>();

        configuration["Mine:Job"] = "mine";
        configuration.Reload();
        await host.StopAsync();

        Assert.Equal(new Uri("http://gateway:9091/metrics/job/mine"), Assert.Single(host.Gateway.Pushes).Address);
    }

    [Fact]
    public async Task The_group_that_is_left_is_deleted_after_the_first_push_to_the_new_one_if_groups_are_deleted_at_shutdown()
    {
        using var host = await PushingHost.StartAsync(
            ("Endpoint", "http://a:b@gateway:9091"), ("DeleteOnShutdown", "true"), ("Interval", "01:00:00"));
        await PushAsync(host);
        host.Reconfigure(("Endpoint", "http://other:9091"));
        host.Gateway.Answer = _ => Task.FromResult(FakeGateway.Status(HttpStatusCode.ServiceUnavailable));
        await Assert.ThrowsAnyAsync<Exception>(() => PushAsync(host));
        host.Gateway.Answer = _ => Task.FromResult(FakeGateway.Status(HttpStatusCode.OK));

        await PushAsync(host);
        await PushAsync(host);

        Assert.Equal(
            ["PUT gateway Basic", "PUT other ", "PUT other ", "DELETE gateway Basic", "PUT other "],
            host.Gateway.Pushes.Select(push => $"{push.Method} {push.Address.Host} {push.Authorization?.Scheme}"));
    }

    [Fact]
    public async Task A_group_that_cannot_be_deleted_is_warned_of_once_and_the_push_counts_as_a_success()
    {
        using var host = await PushingHost.StartAsync(Endpoint, ("DeleteOnShutdown", "true"), ("Interval", "01:00:00"));
        await PushAsync(host);
        host.Reconfigure(("Job", "other"));
        host.Gateway.AnswerTo = push => Task.FromResult(
            FakeGateway.Status(push.Method == HttpMethod.Delete ? HttpStatusCode.Forbidden : HttpStatusCode.OK, "no deletion"));

        await PushAsync(host);
        await PushAsync(host);

        var line = Assert.Single(host.Complaints);
        Assert.StartsWith(
            "A group to which nothing is pushed any more was not deleted, and the gateway keeps it: delete it by hand. DELETE " +
            "http://gateway:9091/metrics/job/invoices failed: 403",
            line.Message,
            StringComparison.Ordinal);
        Assert.Equal((3d, 0d), (host.Attempts("success"), host.Attempts("failure")));
    }

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public async Task The_group_that_is_left_is_deleted_at_the_stop_if_the_new_gateway_cannot_be_reached(string deletesNew)
    {
        using var host = await PushingHost.StartAsync(Endpoint, ("DeleteOnShutdown", "true"), ("Interval", "01:00:00"));
        await PushAsync(host);
        host.Gateway.AnswerTo = push => push.Address.Host == "other"
            ? throw new HttpRequestException(HttpRequestError.ConnectionError, "Connection refused")
            : Task.FromResult(FakeGateway.Status(HttpStatusCode.Accepted));
        host.Reconfigure(("Endpoint", "http://other:9091"), ("DeleteOnShutdown", deletesNew));

        await host.StopWhilePausesPassAsync();

        Assert.Equal(
            ["PUT gateway", "DELETE gateway"],
            host.Gateway.Pushes.Where(push => push.Address.Host != "other").Select(push => $"{push.Method} {push.Address.Host}"));
    }

    [Fact]
    public async Task A_group_whose_deletion_is_cancelled_is_named()
    {
        using var timeIsOver = new CancellationTokenSource();
        using var host = await PushingHost.StartAsync(Endpoint, ("DeleteOnShutdown", "true"), ("Interval", "01:00:00"));
        await PushAsync(host);
        host.Reconfigure(("Endpoint", "http://other:9091"));
        await host.Gateway.NextAsync();
        host.Gateway.Hold();

        var stop = host.Host.StopAsync(timeIsOver.Token);
        await host.Gateway.NextAsync();
        await timeIsOver.CancelAsync();
        await stop.InTime();

        await Eventually.HoldsAsync("the group is named", () => host.Complaints.Any(line => line.Message.Contains(
            "was not deleted, and the gateway keeps it: delete it by hand. DELETE http://gateway:9091/metrics/job/invoices was cancelled.",
            StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public async Task The_group_that_stays_because_the_endpoint_is_emptied_is_named(string deletes)
    {
        using var host = await PushingHost.StartAsync(Endpoint, ("DeleteOnShutdown", deletes));

        host.Reconfigure(("Endpoint", ""));

        Assert.EndsWith(
            "Prometheus:Pushgateway:Endpoint is empty. The group http://gateway:9091/metrics/job/invoices stays until it is deleted.",
            host.Log.Of(PushingHost.Category)[^1].Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_group_that_is_used_again_is_not_deleted()
    {
        using var host = await PushingHost.StartAsync(Endpoint, ("DeleteOnShutdown", "true"), ("Interval", "01:00:00"));
        await PushAsync(host);
        host.Reconfigure(("Job", "other"));
        host.Gateway.Answer = _ => Task.FromResult(FakeGateway.Status(HttpStatusCode.ServiceUnavailable));
        await Assert.ThrowsAnyAsync<Exception>(() => PushAsync(host));
        host.Gateway.Answer = _ => Task.FromResult(FakeGateway.Status(HttpStatusCode.OK));

        host.Reconfigure(("Job", "invoices"));
        await PushAsync(host);

        Assert.Equal(
            ["PUT invoices", "PUT other", "PUT invoices", "DELETE other"],
            host.Gateway.Pushes.Select(push => $"{push.Method} {push.Address.Segments[^1]}"));
    }

    private static Task PushAsync(PushingHost host) =>
        host.Host.Services.GetRequiredService<IMetricPusher>().PushAsync(TestContext.Current.CancellationToken).InTime();
}
