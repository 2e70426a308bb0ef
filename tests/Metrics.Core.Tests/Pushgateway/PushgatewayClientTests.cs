using System.Net;
using System.Net.Http.Headers;
using System.Text;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Pushgateway;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Pushgateway;

public class PushgatewayClientTests : EngineTest
{
    private const string Body = "# HELP x_total Help.\n# TYPE x_total counter\nx_total 3\n";

    private readonly PushgatewayTarget _target = new("http://u:secret@gateway:9091", "nightly");

    public PushgatewayClientTests() => Factory.CreateCounter("x", "Help.").Inc(3);

    // R-345, R-329, R-331
    [Fact]
    public async Task A_push_is_a_PUT_of_text()
    {
        var gateway = new StubHandler(HttpStatusCode.OK);

        await Client(gateway).PushAsync(Registry);

        var request = Assert.Single(gateway.Requests);
        Assert.Equal(("PUT", "http://gateway:9091/metrics/job/nightly"), (request.Method, request.Address));
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", request.ContentType);
        Assert.Equal(Body, request.Body);
    }

    // R-345
    [Fact]
    public async Task Adding_is_a_POST()
    {
        var gateway = new StubHandler(HttpStatusCode.OK);

        await Client(gateway).PushAddAsync(Registry);

        Assert.Equal(("POST", "http://gateway:9091/metrics/job/nightly", Body), Single(gateway));
    }

    // R-345
    [Fact]
    public async Task Deleting_is_a_DELETE_without_body()
    {
        var gateway = new StubHandler(HttpStatusCode.Accepted);

        await Client(gateway).DeleteAsync();

        Assert.Equal(("DELETE", "http://gateway:9091/metrics/job/nightly", null), Single(gateway));
    }

    [Fact]
    public async Task Collectors_get_the_deadline_of_the_client()
    {
        var source = new CountingSource(Registry);
        using var http = new HttpClient(new StubHandler(HttpStatusCode.OK)) { Timeout = TimeSpan.FromHours(1) };
        var before = DateTimeOffset.UtcNow;

        await new PushgatewayClient(http, _target).PushAsync(source);

        var deadline = Assert.NotNull(Assert.Single(source.Requests).Deadline);
        Assert.InRange(deadline, before + http.Timeout, DateTimeOffset.UtcNow + http.Timeout);
    }

    [Fact]
    public async Task A_client_without_a_time_limit_sets_no_deadline()
    {
        var source = new CountingSource(Registry);
        using var http = new HttpClient(new StubHandler(HttpStatusCode.OK)) { Timeout = Timeout.InfiniteTimeSpan };

        await new PushgatewayClient(http, _target).PushAsync(source);

        Assert.Null(Assert.Single(source.Requests).Deadline);
    }

    // R-344
    [Theory]
    [InlineData(200)]
    [InlineData(201)]
    [InlineData(202)]
    [InlineData(204)]
    public async Task Any_2xx_is_a_success(int status)
    {
        var gateway = new StubHandler((HttpStatusCode)status);

        await Client(gateway).PushAsync(Registry);
        await Client(gateway).PushAddAsync(Registry);
        await Client(gateway).DeleteAsync();

        Assert.Equal(3, gateway.Requests.Count);
    }

    // R-344
    [Theory]
    [InlineData(400, "Bad Request")]
    [InlineData(401, "Unauthorized")]
    [InlineData(405, "Method Not Allowed")]
    [InlineData(500, "Internal Server Error")]
    [InlineData(503, "Service Unavailable")]
    public async Task Every_other_status_throws_with_the_message_of_the_gateway(int status, string reason)
    {
        var gateway = new StubHandler((HttpStatusCode)status, "  pushed metrics are invalid: x is not a GAUGE\n");

        foreach (var (method, call) in Calls(Client(gateway)))
        {
            var failure = await Assert.ThrowsAsync<PushgatewayException>(call);

            Assert.Equal(
                $"{method} http://gateway:9091/metrics/job/nightly failed: {status} {reason}: pushed metrics are invalid: x is not a GAUGE",
                failure.Message);
            Assert.Equal((HttpStatusCode)status, failure.StatusCode);
        }
    }

    [Fact]
    public async Task Of_a_long_answer_the_first_300_characters_are_shown()
    {
        var gateway = new StubHandler(HttpStatusCode.BadRequest, "begin " + new string('x', 1_000_000));

        var failure = await Assert.ThrowsAsync<PushgatewayException>(() => Client(gateway).PushAsync(Registry));

        Assert.Contains("400 Bad Request: begin " + new string('x', 294) + "…", failure.Message, StringComparison.Ordinal);
    }

    // An HTML page of a proxy would forge lines of a log and control a terminal.
    [Fact]
    public async Task An_answer_is_shown_in_one_line_without_control_characters()
    {
        var gateway = new StubHandler(
            HttpStatusCode.BadGateway, "<html>\r\n  <p>\u001b[31mno\u0085upstream\u2028</p>\n\ninfo: all is well\t\u202e\0 </html>\n");

        var failure = await Assert.ThrowsAsync<PushgatewayException>(() => Client(gateway).PushAsync(Registry));

        Assert.EndsWith(
            @"failed: 502 Bad Gateway: <html>\r\n  <p>\u001B[31mno\u0085upstream\u2028</p>\n\ninfo: all is well\t\u202E\u0000 </html>",
            failure.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_status_without_words_stands_alone()
    {
        var failure = await Assert.ThrowsAsync<PushgatewayException>(
            () => Client(new StubHandler(HttpStatusCode.NotFound, " \n")).PushAsync(Registry));

        Assert.EndsWith("/nightly failed: 404 Not Found", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_status_without_a_phrase_is_shown_alone()
    {
        var gateway = new StubHandler((HttpStatusCode)599, "because");

        var failure = await Assert.ThrowsAsync<PushgatewayException>(() => Client(gateway).PushAsync(Registry));

        Assert.EndsWith("failed: 599: because", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_comes_in_pieces_is_shown_whole()
    {
        var gateway = Answering(new ScriptedStream("out of disk space", beforeRead: () => { }));

        var failure = await Assert.ThrowsAsync<PushgatewayException>(() => Client(gateway).PushAsync(Registry));

        Assert.EndsWith("failed: 400 Bad Request: out of disk space", failure.Message, StringComparison.Ordinal);
    }

    // What comes after them is not worth a wait.
    [Fact]
    public async Task Of_an_answer_4_kB_are_read()
    {
        var isReadOn = false;
        var gateway = Answering(new StoppingStream(new string('x', 4096), () =>
        {
            isReadOn = true;
            Clock.Advance(TimeSpan.FromSeconds(1));
        }));

        await Assert.ThrowsAsync<PushgatewayException>(() => Client(gateway).PushAsync(Registry).WaitAsync(ParallelRunner.Deadline));

        Assert.False(isReadOn);
    }

    // The gateway has rejected the push, which is more than that the caller waits no longer.
    [Fact]
    public async Task A_cancellation_while_the_answer_is_read_does_not_hide_the_status()
    {
        using var cancellation = new CancellationTokenSource();
        var gateway = Answering(new ScriptedStream("because", cancellation.Cancel));

        var failure = await Assert.ThrowsAsync<PushgatewayException>(() => Client(gateway).PushAsync(Registry, cancellation.Token));

        Assert.Equal((HttpStatusCode.BadRequest, false), (failure.StatusCode, failure.IsUncertain));
    }

    [Fact]
    public async Task The_words_of_an_answer_are_awaited_for_a_second()
    {
        var time = new TestTimeProvider();
        var gateway = Answering(new ScriptedStream("because of this", () => time.Advance(TimeSpan.FromMilliseconds(200))));
        var client = new PushgatewayClient(new HttpClient(gateway), _target, new PushgatewayClientOptions { TimeProvider = time });

        var failure = await Assert.ThrowsAsync<PushgatewayException>(() => client.PushAsync(Registry));

        Assert.EndsWith("failed: 400 Bad Request: beca", failure.Message, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, failure.StatusCode);
    }

    // Without a socket, whose bytes a slow machine might bring after the time.
    [Fact]
    public async Task A_gateway_that_stops_in_the_middle_of_its_answer_is_a_failure_after_a_second()
    {
        var gateway = Answering(new StoppingStream("because", () => Clock.Advance(TimeSpan.FromSeconds(1))));

        var failure = await Assert.ThrowsAsync<PushgatewayException>(
            () => Client(gateway).PushAsync(Registry).WaitAsync(ParallelRunner.Deadline));

        Assert.EndsWith("failed: 400 Bad Request: because", failure.Message, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, failure.StatusCode);
    }

    [Fact]
    public async Task Of_an_answer_from_another_address_the_Location_is_named_before_that_address()
    {
        var elsewhere = new HttpRequestMessage(HttpMethod.Put, "http://elsewhere/");
        var gateway = new StubHandler(_ => new HttpResponseMessage(HttpStatusCode.OK)
        {
            RequestMessage = elsewhere,
            Headers = { Location = new Uri("http://moved/") },
        });

        var failure = await Assert.ThrowsAsync<PushgatewayException>(() => Client(gateway).PushAsync(Registry));

        Assert.Contains("it redirects to http://moved/; check the endpoint", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_handler_that_changes_the_address_must_restore_it()
    {
        var gateway = new StubHandler(HttpStatusCode.OK);

        var failure = await Assert.ThrowsAsync<PushgatewayException>(
            () => Client(new OtherAddressHandler(gateway, restores: false)).PushAsync(Registry));
        await Client(new OtherAddressHandler(gateway, restores: true)).PushAsync(Registry);

        Assert.Contains("it redirects to http://other/; check the endpoint", failure.Message, StringComparison.Ordinal);
        Assert.Equal(["http://other/", "http://other/"], gateway.Requests.Select(request => request.Address));
    }

    [Fact]
    public async Task A_transport_error_is_reported_with_each_reason_once()
    {
        var reason = new HttpRequestException("no TLS", new IOException("bad certificate", new IOException("no TLS")));

        var failure = await Assert.ThrowsAsync<PushgatewayException>(() => Client(new FailingHandler(reason)).PushAsync(Registry));

        Assert.Equal("PUT http://gateway:9091/metrics/job/nightly failed: no TLS bad certificate", failure.Message);
    }

    [Fact]
    public async Task A_request_that_is_cancelled_by_other_means_than_the_timeout_is_a_failure()
    {
        using var http = new HttpClient(new FailingHandler(new TaskCanceledException())) { Timeout = Timeout.InfiniteTimeSpan };

        var failure = await Assert.ThrowsAsync<PushgatewayException>(() => new PushgatewayClient(http, _target).PushAsync(Registry));

        Assert.EndsWith("failed: the request was cancelled.", failure.Message, StringComparison.Ordinal);
    }

    // R-346
    [Fact]
    public async Task Nothing_is_sent_if_the_collection_fails()
    {
        using var registry = new MetricRegistry(new MetricRegistryOptions { FailOnCollectorError = true });
        registry.Register(new TestCollector([], (MetricVisitor _) => throw new InvalidOperationException()));
        var gateway = new StubHandler(HttpStatusCode.OK);

        await Assert.ThrowsAsync<CollectionFailedException>(() => Client(gateway).PushAsync(registry));
        await Assert.ThrowsAsync<CollectionFailedException>(() => Client(gateway).PushAddAsync(registry));

        Assert.Empty(gateway.Requests);
    }

    // R-346 with this project's decision: without that option the rest is pushed.
    [Fact]
    public async Task A_failed_collector_loses_its_own_families_only()
    {
        Registry.Register(new TestCollector([], (MetricVisitor _) => throw new InvalidOperationException()));
        var gateway = new StubHandler(HttpStatusCode.OK);

        await Client(gateway).PushAsync(Registry);

        Assert.EndsWith(Body, Single(gateway).Body, StringComparison.Ordinal);
        Assert.Contains("metrics_collector_errors_total{collector=\"TestCollector\"} 1\n", Single(gateway).Body, StringComparison.Ordinal);
    }

    // An empty body would empty the group. The length is in a header, which is the same for both.
    [Fact]
    public async Task A_short_body_that_is_sent_twice_is_the_same()
    {
        var gateway = new StubHandler(HttpStatusCode.OK);
        var source = new CountingSource(Registry);
        using var http = new HttpClient(new RetryingHandler(() => Factory.CreateCounter("x", "Help.").Inc(4), gateway));

        await new PushgatewayClient(http, _target).PushAsync(source);

        Assert.Equal([Body, Body], gateway.Requests.Select(request => request.Body));
        Assert.True(Assert.Single(source.Readers).IsDisposed);
    }

    [Fact]
    public async Task A_long_body_that_is_sent_twice_is_collected_again()
    {
        var names = CreateSeries(5000);
        var gateway = new StubHandler(HttpStatusCode.OK);
        var source = new CountingSource(Registry);
        using var http = new HttpClient(new RetryingHandler(() => Factory.CreateCounter("x", "Help.").Inc(4), gateway));

        var result = await new PushgatewayClient(http, _target).PushAsync(source);

        Assert.All(gateway.Requests, request => Assert.All(names, name => Assert.Contains(name, request.Body!, StringComparison.Ordinal)));
        Assert.Equal(["x_total 3", "x_total 7"], gateway.Requests.Select(request => request.Body!.Split('\n')[^2]));
        Assert.Equal([true, true], source.Readers.Select(reader => reader.IsDisposed));
        Assert.Equal(new PushResult(5001, gateway.Requests[1].Body!.Length), result);
    }

    // Its last series fills a slice, so that the next slice is empty.
    [Fact]
    public async Task A_body_whose_end_is_that_of_a_slice_arrives_whole()
    {
        var gateway = new StubHandler(HttpStatusCode.OK);
        var value = new string('v', 100_000);
        var source = new ReportedSource().Add(
            MetricType.Gauge, "x", visitor => visitor.Gauge(LabelSet.Create(("a", value)), new GaugeSample(1)));

        var result = await Client(gateway).PushAsync(source);

        Assert.Equal($"# TYPE x gauge\nx{{a=\"{value}\"}} 1\n", Single(gateway).Body);
        Assert.Equal(new PushResult(1, Single(gateway).Body!.Length), result);
    }

    [Fact]
    public async Task The_reader_of_a_request_that_was_never_sent_is_disposed()
    {
        var source = new CountingSource(Registry);
        using var http = new HttpClient(new FailingHandler(new HttpRequestException("no route")));

        await Assert.ThrowsAsync<PushgatewayException>(() => new PushgatewayClient(http, _target).PushAsync(source));

        Assert.True(Assert.Single(source.Readers).IsDisposed);
    }

    [Fact]
    public async Task The_body_cannot_be_sent_once_its_request_is_over()
    {
        HttpContent? body = null;
        var gateway = new StubHandler(request =>
        {
            body = request.Content;
            return new HttpResponseMessage(HttpStatusCode.OK) { RequestMessage = request };
        });

        await Client(gateway).PushAsync(Registry);

        await Assert.ThrowsAsync<ObjectDisposedException>(() => body!.CopyToAsync(Stream.Null));
    }

    // R-356
    [Fact]
    public async Task Name_and_password_are_sent_as_a_header()
    {
        var gateway = new StubHandler(HttpStatusCode.OK);

        await Client(gateway).DeleteAsync();

        Assert.Equal("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("u:secret")), Assert.Single(gateway.Requests).Authorization);
    }

    // R-354
    [Fact]
    public async Task The_callers_own_authentication_is_kept()
    {
        var gateway = new StubHandler(HttpStatusCode.OK);
        using var http = new HttpClient(gateway);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "token");

        await new PushgatewayClient(http, new PushgatewayTarget("http://gateway:9091", "nightly")).PushAsync(Registry);

        Assert.Equal("Bearer token", Assert.Single(gateway.Requests).Authorization);
    }

    [Fact]
    public void The_callers_connections_are_left_open()
    {
        var handler = new StubHandler(HttpStatusCode.OK);
        using var http = new HttpClient(handler);

        new PushgatewayClient(http, _target).Dispose();

        Assert.False(handler.IsDisposed);
    }

    [Fact]
    public async Task A_disposed_client_has_closed_its_own_connections()
    {
        var client = new PushgatewayClient(_target);

        client.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.PushAsync(Registry));
    }

    [Fact]
    public async Task Null_is_refused()
    {
        using var http = new HttpClient();
        Assert.Throws<ArgumentNullException>("http", () => new PushgatewayClient(null!, _target));
        Assert.Throws<ArgumentNullException>("target", () => new PushgatewayClient(http, null!));
        await Assert.ThrowsAsync<ArgumentNullException>("source", () => Client(new StubHandler(HttpStatusCode.OK)).PushAsync(null!));
    }

    private static (string Method, string Address, string? Body) Single(StubHandler gateway)
    {
        var request = Assert.Single(gateway.Requests);
        return (request.Method, request.Address, request.Body);
    }

    private List<string> CreateSeries(int count)
    {
        var family = Factory.CreateGauge("many", "Help.", "number");
        for (var i = 0; i < count; i++)
        {
            family.WithLabels($"{i:D6}").Set(i);
        }

        return [.. Enumerable.Range(0, count).Select(i => $"many{{number=\"{i:D6}\"}} {i}\n")];
    }

    private IEnumerable<(string Method, Func<Task> Call)> Calls(PushgatewayClient client) =>
        [("PUT", () => client.PushAsync(Registry)), ("POST", () => client.PushAddAsync(Registry)), ("DELETE", () => client.DeleteAsync())];

    private static StubHandler Answering(Stream body) =>
        new(request => new HttpResponseMessage(HttpStatusCode.BadRequest) { Content = new StreamContent(body), RequestMessage = request });

    private PushgatewayClient Client(HttpMessageHandler handler) =>
        new(new HttpClient(handler), _target, new PushgatewayClientOptions { TimeProvider = Clock });

    private sealed class RetryingHandler(Action between, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            (await base.SendAsync(request, cancellationToken)).Dispose();
            between();
            return await base.SendAsync(request, cancellationToken);
        }
    }

    private sealed class OtherAddressHandler(HttpMessageHandler inner, bool restores) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var address = request.RequestUri;
            request.RequestUri = new Uri("http://other/");
            var response = await base.SendAsync(request, cancellationToken);
            request.RequestUri = restores ? address : request.RequestUri;
            return response;
        }
    }

    private sealed class FailingHandler(Exception failure) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromException<HttpResponseMessage>(failure);
    }

    /// <summary>Gives a text, and then nothing until the reader gives up.</summary>
    private sealed class StoppingStream(string text, Action onStop) : MemoryStream(Encoding.UTF8.GetBytes(text))
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Position == Length)
            {
                onStop();
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            return Read(buffer.Span);
        }
    }

    /// <summary>Gives one byte after the other.</summary>
    private sealed class ScriptedStream(string text, Action beforeRead) : MemoryStream(Encoding.UTF8.GetBytes(text))
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            beforeRead();
            cancellationToken.ThrowIfCancellationRequested();
            return base.ReadAsync(buffer[..Math.Min(1, buffer.Length)], cancellationToken);
        }
    }
}
