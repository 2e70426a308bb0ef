using System.Net;
using System.Net.Http.Headers;
using System.Text;
using PrometheusMetrics.Pushgateway;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Pushgateway;

/// <summary>Credentials and headers of requests, which no message shows.</summary>
public class PushCredentialsTests : EngineTest
{
    private const string Secret = "s3cr3t-s3cr3t";

    private readonly PushgatewayClientOptions _options;
    private readonly StubHandler _gateway = new(HttpStatusCode.OK);

    public PushCredentialsTests() => _options = new PushgatewayClientOptions { TimeProvider = Clock };

    // R-354
    [Fact]
    public async Task Credentials_of_the_options_replace_those_of_the_endpoint_and_may_change()
    {
        var client = Client(_gateway, "http://u:p@gateway");

        await client.PushAsync(Registry);
        _options.Authorization = new AuthenticationHeaderValue("Bearer", "one");
        await client.PushAsync(Registry);
        _options.Authorization = new AuthenticationHeaderValue("Bearer", "two");
        await client.DeleteAsync();

        Assert.Equal(["Basic dTpw", "Bearer one", "Bearer two"], _gateway.Requests.Select(request => request.Authorization));
    }

    // R-354
    [Fact]
    public async Task Further_headers_are_sent_and_replace_others()
    {
        _options.Headers = new Dictionary<string, string> { ["X-Scope-OrgID"] = "tenant", ["Authorization"] = "ApiKey abc" };
        using var http = new HttpClient(_gateway);
        http.DefaultRequestHeaders.Add("x-other", "kept");

        await new PushgatewayClient(http, new PushgatewayTarget("u:p@gateway", "a"), _options).PushAsync(Registry);

        var headers = Assert.Single(_gateway.Requests).Headers;
        Assert.Equal(("tenant", "ApiKey abc", "kept"), (headers["X-Scope-OrgID"], headers["Authorization"], headers["x-other"]));
    }

    [Theory]
    [InlineData("Content-Type")]
    [InlineData("Content-Length")]
    [InlineData("Transfer-Encoding")]
    [InlineData("expect")]
    [InlineData("Connection")]
    [InlineData("Trailer")]
    [InlineData("Upgrade")]
    [InlineData("a b")]
    [InlineData("")]
    public void A_header_that_cannot_be_added_is_refused(string name)
    {
        var refusal = Assert.Throws<ArgumentException>(() => _options.Headers = new Dictionary<string, string> { [name] = Secret });

        Assert.StartsWith(
            $"The header '{name}' can't be added to a push: use the name of a request header that is not about the body.",
            refusal.Message,
            StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Secret + "\r\nX: y")]
    [InlineData(Secret + "\n")]
    [InlineData(Secret + "\0")]
    [InlineData(Secret + "ä")]
    [InlineData(null)]
    public void A_value_that_cannot_be_sent_is_refused(string? value)
    {
        var refusal = Assert.Throws<ArgumentException>(() => _options.Headers = new Dictionary<string, string> { ["X-Key"] = value! });

        Assert.StartsWith("The value of the header 'X-Key' is null or has a line break", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_that_occurs_twice_is_refused()
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["X-Key"] = "a", ["x-key"] = "b" };

        Assert.StartsWith(
            "The header 'x-key' occurs twice: remove one.",
            Assert.Throws<ArgumentException>(() => _options.Headers = headers).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Headers_are_copied_and_may_be_removed()
    {
        var headers = new Dictionary<string, string> { ["X-Key"] = "a" };
        _options.Headers = headers;
        headers["X-Key"] = "b";

        Assert.Equal("a", _options.Headers!["x-key"]);
        Assert.Null(new PushgatewayClientOptions { Headers = null }.Headers);
    }

    // R-356: pages of proxies and debugging servers repeat the headers of a request.
    [Theory]
    [InlineData("basic of the endpoint")]
    [InlineData("basic")]
    [InlineData("bearer")]
    [InlineData("header")]
    [InlineData("authorization header")]
    [InlineData("basic in a header")]
    [InlineData("the caller's client")]
    public async Task A_server_that_repeats_the_credentials_does_not_show_them(string place)
    {
        var gateway = new StubHandler(request => new HttpResponseMessage(HttpStatusCode.Forbidden)
        {
            RequestMessage = request,
            Content = new StringContent($"bad {Secret} in {string.Join(' ', request.Headers.SelectMany(header => header.Value))}"),
        });

        var failure = await Assert.ThrowsAsync<PushgatewayException>(() => Client(gateway, place).PushAsync(Registry));

        Assert.Contains("403 Forbidden: bad *** in ", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Base64("u:" + Secret), failure.ToString(), StringComparison.Ordinal);
    }

    // R-356: a secret may have spaces, or be the beginning of another one. What is shorter than 4 characters may be in any word.
    [Theory]
    [InlineData("correct horse battery", "***")]
    [InlineData("1234", "***")]
    [InlineData("123", "123")]
    [InlineData(Secret + "-and-more", "***")]
    public async Task A_whole_header_is_not_shown(string value, string shown)
    {
        _options.Headers = new Dictionary<string, string> { ["X-A"] = Secret, ["X-B"] = value };

        var failure = await Assert.ThrowsAsync<PushgatewayException>(
            () => Client(new StubHandler(HttpStatusCode.Forbidden, $"bad <{value}>"), "gateway").PushAsync(Registry));

        Assert.EndsWith($"403 Forbidden: bad <{shown}>", failure.Message, StringComparison.Ordinal);
    }

    // R-356: a server may repeat a password as it stands in an address, in JSON or in HTML.
    [Theory]
    [InlineData("""s3/cr"et!""")]
    [InlineData("s3%2Fcr%22et!")] // as it is written in the endpoint
    [InlineData("s3%2Fcr%22et%21")]
    [InlineData("s3%2fcr%22et%21")]
    [InlineData("""s3/cr\"et!""")]
    [InlineData("""s3\/cr\"et!""")]
    [InlineData("""s3/cr\u0022et!""")]
    [InlineData("s3/cr&quot;et!")]
    public async Task An_escaped_password_is_not_shown_either(string repeated)
    {
        var gateway = new StubHandler(HttpStatusCode.Forbidden, $"bad <{repeated}>");

        var failure = await Assert.ThrowsAsync<PushgatewayException>(() => Client(gateway, "u:s3%2Fcr%22et!@gateway").PushAsync(Registry));

        Assert.EndsWith("403 Forbidden: bad <***>", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_escaped_token_is_not_shown_either()
    {
        _options.Authorization = new AuthenticationHeaderValue("Bearer", "a+b/c==");
        var gateway = new StubHandler(HttpStatusCode.Forbidden, """bad <a%2Bb%2Fc%3D%3D> <a\u002bb/c==>""");

        var failure = await Assert.ThrowsAsync<PushgatewayException>(() => Client(gateway, "gateway").PushAsync(Registry));

        Assert.EndsWith("403 Forbidden: bad <***> <***>", failure.Message, StringComparison.Ordinal);
    }

    // R-356: neither the message nor the exception inside it.
    [Theory]
    [InlineData("basic of the endpoint")]
    [InlineData("basic")]
    [InlineData("bearer")]
    [InlineData("header")]
    [InlineData("authorization header")]
    [InlineData("basic in a header")]
    [InlineData("the caller's client")]
    public async Task A_handler_that_throws_the_credentials_does_not_show_them(string place)
    {
        var cause = new IOException($"no {Secret} and no {Base64("u:" + Secret)}");
        var handler = new ThrowingHandler(new HttpRequestException("broken", cause, HttpStatusCode.GatewayTimeout));

        var failure = await Assert.ThrowsAsync<PushgatewayException>(() => Client(handler, place).PushAsync(Registry));

        var parameter = place.StartsWith("basic", StringComparison.Ordinal) ? "***" : Base64("u:" + Secret);
        Assert.EndsWith($"failed: broken no *** and no {parameter}", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, failure.ToString(), StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.GatewayTimeout, true), (failure.StatusCode, failure.IsUncertain));
    }

    // R-356
    [Theory]
    [InlineData("basic")]
    [InlineData("bearer")]
    [InlineData("header")]
    public async Task A_cancelled_push_and_a_redirect_do_not_show_them_either(string place)
    {
        using var cancellation = new CancellationTokenSource();
        var canceling = new StubHandler(_ =>
        {
            cancellation.Cancel();
            throw new TaskCanceledException("gone", new IOException(Secret));
        });
        var redirecting = new StubHandler(request =>
        {
            var response = new HttpResponseMessage(HttpStatusCode.Found) { RequestMessage = request };
            response.Headers.Location = new Uri($"http://sso/login/{Secret}/again");
            return response;
        });

        var cancelled = await Assert.ThrowsAsync<PushgatewayCanceledException>(
            () => Client(canceling, place).PushAsync(Registry, cancellation.Token));
        var failure = await Assert.ThrowsAsync<PushgatewayException>(() => Client(redirecting, place).PushAsync(Registry));

        Assert.Contains("redirects to http://sso/login/***/again;", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, cancelled.ToString(), StringComparison.Ordinal);
        Assert.Equal(cancellation.Token, cancelled.CancellationToken);
    }

    [Fact]
    public async Task An_error_without_credentials_has_its_cause()
    {
        _options.Authorization = new AuthenticationHeaderValue("Bearer", Secret);
        var cause = new HttpRequestException("broken");

        var failure = await Assert.ThrowsAsync<PushgatewayException>(
            () => Client(new ThrowingHandler(cause), "gateway").PushAsync(Registry));

        Assert.Same(cause, failure.InnerException);
    }

    // The gateway's name may move to another address while a process lives.
    [Fact]
    public void The_clients_own_connections_are_renewed()
    {
        using var handler = PushgatewayClient.CreateHandler();

        Assert.InRange(handler.PooledConnectionLifetime, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
        Assert.False(handler.AllowAutoRedirect);
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    // Puts the secret into a place, unless it is an endpoint.
    private PushgatewayClient Client(HttpMessageHandler handler, string place)
    {
        var http = new HttpClient(handler);
        var endpoint = "gateway";
        switch (place)
        {
            case "basic of the endpoint":
                endpoint = $"u:{Secret}@gateway";
                break;
            case "basic":
                _options.Authorization = new AuthenticationHeaderValue("Basic", Base64("u:" + Secret));
                break;
            case "bearer":
                _options.Authorization = new AuthenticationHeaderValue("Bearer", Secret);
                break;
            case "header":
                _options.Headers = new Dictionary<string, string> { ["X-Key"] = Secret };
                break;
            case "authorization header":
                _options.Headers = new Dictionary<string, string> { ["Authorization"] = "ApiKey " + Secret };
                break;
            case "basic in a header":
                _options.Headers = new Dictionary<string, string> { ["Authorization"] = "basic " + Base64("u:" + Secret) };
                break;
            case "the caller's client":
                http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Secret);
                break;
            default:
                endpoint = place;
                break;
        }

        return new PushgatewayClient(http, new PushgatewayTarget(endpoint, "a"), _options);
    }

    private sealed class ThrowingHandler(Exception failure) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await request.Content!.CopyToAsync(Stream.Null, cancellationToken);
            throw failure;
        }
    }
}
