using PrometheusMetrics.Pushgateway;

namespace PrometheusMetrics.Tests.Pushgateway;

/// <summary>Endpoints that would send pushes to another address than was meant. A message shows nothing that may be a password.</summary>
public class GatewayEndpointTests
{
    [Theory]
    [InlineData("http://user:12/pw@host")]
    [InlineData("user:12/pw@host")]
    [InlineData("http://user:12\\pw@host")]
    [InlineData("http://user:12?pw@host")]
    [InlineData("http://user:12#pw@host")]
    [InlineData("http://host/pw@team")]
    public void An_at_sign_after_the_first_slash_is_refused(string endpoint) => Refuse(
        endpoint,
        "The endpoint has an '@' after the first '/', '?' or '#': escape / as %2F, ? as %3F and # as %23 in a user name or password, " +
        "and @ as %40 in a path.");

    [Theory]
    [InlineData("http://user:p@pw@host")]
    [InlineData("user@pw:p@host:9091/")]
    public void A_second_at_sign_is_refused(string endpoint) =>
        Refuse(endpoint, "The endpoint has more than one '@': escape @ as %40 in a user name or password.");

    [Theory]
    [InlineData("http:/pw", "http")]
    [InlineData("http:pw", "http")]
    [InlineData("HTTPS:/user:pw@host", "https")]
    [InlineData("https:pw:9091", "https")]
    public void A_scheme_without_two_slashes_is_refused(string endpoint, string scheme) =>
        Refuse(endpoint, $"The endpoint begins with '{scheme}:' without two slashes: write '{scheme}://'.");

    [Theory]
    [InlineData("http:///pw")]
    [InlineData("http://user:pw@")]
    [InlineData("http://user:pw@/x")]
    [InlineData("host:/pw")]
    [InlineData("htp:/pw")]
    [InlineData("http://host:pw")]
    [InlineData("user:pw://x")]
    public void What_is_not_an_address_is_refused(string endpoint) =>
        Refuse(endpoint, "The endpoint is not an address: write it like 'http://pushgateway:9091'.");

    // Clients of others want this address.
    [Theory]
    [InlineData("http://gw:9091/metrics", "http://gw:9091")]
    [InlineData("http://gw:9091/metrics/", "http://gw:9091")]
    [InlineData("gw:9091/metrics//", "http://gw:9091")]
    [InlineData("http://gw:9091/metrics/job/x", "http://gw:9091")]
    [InlineData("https://user:pw@gw/prefix/metrics/job/x/instance/y", "https://gw/prefix")]
    public void The_path_that_is_added_is_refused(string endpoint, string address) =>
        Refuse(endpoint, $"The endpoint's path has '/metrics', which is added to it: write '{address}'.");

    [Theory]
    [InlineData("http://vm:8428/api/v1/import/prometheus", "http://vm:8428")]
    [InlineData("http://vm:8480/insert/0/prometheus/api/v1/import/prometheus/", "http://vm:8480/insert/0/prometheus")]
    public void The_path_that_is_added_for_VictoriaMetrics_is_refused(string endpoint, string address)
    {
        var refusal = Assert.Throws<ArgumentException>(nameof(endpoint), () => PushgatewayTarget.ForVictoriaMetrics(endpoint, "a"));

        Assert.StartsWith(
            $"The endpoint's path has '/api/v1/import/prometheus', which is added to it: write '{address}'.",
            refusal.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://u:12%2Fpw@host", "http://host/metrics/job/a")]
    [InlineData("http://h/metrics/pushgateway", "http://h/metrics/pushgateway/metrics/job/a")]
    [InlineData("http://h/my-metrics", "http://h/my-metrics/metrics/job/a")]
    [InlineData("http://h/team%40x", "http://h/team%40x/metrics/job/a")]
    [InlineData("https-proxy:9091", "http://https-proxy:9091/metrics/job/a")]
    public void What_only_looks_like_it_is_accepted(string endpoint, string address) =>
        Assert.Equal(address, new PushgatewayTarget(endpoint, "a").Address.AbsoluteUri);

    private static void Refuse(string endpoint, string message)
    {
        var refusal = Assert.Throws<ArgumentException>(nameof(endpoint), () => new PushgatewayTarget(endpoint, "a"));

        Assert.StartsWith(message, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("pw", refusal.Message, StringComparison.Ordinal);
    }
}
