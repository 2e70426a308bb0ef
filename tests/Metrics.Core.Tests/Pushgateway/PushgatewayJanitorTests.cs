using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using PrometheusMetrics.Pushgateway;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Pushgateway;

/// <summary>Which groups a janitor deletes, and which it must not.</summary>
public sealed class PushgatewayJanitorTests : IDisposable
{
    private readonly TestTimeProvider _time = new();
    private readonly GroupGateway _gateway;
    private readonly HttpClient _http;

    public PushgatewayJanitorTests()
    {
        _gateway = new GroupGateway(_time);
        _http = new HttpClient(_gateway);
    }

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _http.Dispose();
        _gateway.Dispose();
    }

    [Fact]
    public async Task A_group_whose_lease_is_over_is_deleted_and_described()
    {
        using var janitor = Create();
        var pushed = _gateway.Now;
        _gateway.Push("/metrics/job/a/instance/one", "60", ("job", "a"), ("instance", "one"));
        _gateway.Push("/metrics/job/b", "600", ("job", "b"));
        _gateway.Push("/metrics/job/c", null, ("job", "c"));
        _time.Advance(TimeSpan.FromSeconds(100));

        var cleanup = await janitor.DeleteExpiredAsync(CancellationToken);

        Assert.Equal(["/metrics/job/a/instance/one"], _gateway.Deleted);
        Assert.Equal((3, 2), (cleanup.Groups, cleanup.Leased));
        var group = Assert.Single(cleanup.Deleted);
        Assert.Equal("job=\"a\",instance=\"one\"", group.ToString());
        Assert.Equal(("a", "one", TimeSpan.FromSeconds(60)), (group.Job, group.GroupingKey["instance"], group.Lease));
        Assert.InRange(group.LastPush, pushed.AddMilliseconds(-1), pushed.AddMilliseconds(1));
        Assert.Empty(cleanup.Failures);
    }

    // A quarter of the lease, 1 second at least and 5 minutes at most, and less than a second for the header with the time.
    [Theory]
    [InlineData("60", 75, 77)]
    [InlineData("1", 2, 4)]
    [InlineData("86400", 86_700, 86_702)]
    public async Task A_late_push_has_some_time(string lease, int isValid, int isOver)
    {
        using var janitor = Create();
        _gateway.Push("/metrics/job/a", lease, ("job", "a"));
        _time.Advance(TimeSpan.FromSeconds(isValid));
        Assert.Empty((await janitor.DeleteExpiredAsync(CancellationToken)).Deleted);

        _time.Advance(TimeSpan.FromSeconds(isOver - isValid));
        Assert.Single((await janitor.DeleteExpiredAsync(CancellationToken)).Deleted);
    }

    [Fact]
    public async Task A_group_that_is_pushed_to_again_has_a_new_lease()
    {
        using var janitor = Create();
        for (var i = 0; i < 5; i++)
        {
            _gateway.Push("/metrics/job/a", "60", ("job", "a"));
            _time.Advance(TimeSpan.FromSeconds(59));
            Assert.Empty((await janitor.DeleteExpiredAsync(CancellationToken)).Deleted);
        }
    }

    // the group is deleted by exactly its own key.
    [Theory]
    [InlineData("/metrics/job@base64/YS9i/path@base64/=", "a/b", "path", "")]
    [InlineData("/metrics/job/a/path@base64/w6QgYg", "a", "path", "ä b")]
    [InlineData("/metrics/job/a/path@base64/Li4", "a", "path", "..")]
    [InlineData("/metrics/job/a/path@base64/IlwKdQ", "a", "path", "\"\\\nu")]
    [InlineData("/metrics/job/a/path@base64/8J-YgA", "a", "path", "😀")]
    [InlineData("/metrics/job/a/U__foo_2e_bar/v", "a", "foo.bar", "v")]
    [InlineData("/metrics/job/a/U__foo_2e_bar/v", "a", "U__foo_2e_bar", "v")]
    public async Task A_group_is_deleted_by_its_exact_key(string path, string job, string name, string value)
    {
        using var janitor = Create();
        _gateway.Push(path, "1", ("job", job), (name, value));
        _gateway.Push("/metrics/job/a", "100", ("job", "a"));
        _time.Advance(TimeSpan.FromSeconds(10));

        await janitor.DeleteExpiredAsync(CancellationToken);

        Assert.Equal(["/metrics/job/a"], _gateway.Paths);
        Assert.Equal([path], _gateway.Deleted);
    }

    [Fact]
    public async Task One_name_of_a_key_may_need_to_be_escaped_and_another_one_not()
    {
        using var janitor = Create();
        _gateway.Push("/metrics/job/a/U__foo_2e_bar/1/plain/2", "1", ("job", "a"), ("plain", "2"), ("foo.bar", "1"));
        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Single((await janitor.DeleteExpiredAsync(CancellationToken)).Deleted);
        Assert.Empty(_gateway.Paths);
    }

    [Fact]
    public async Task Only_groups_of_the_named_jobs_are_deleted()
    {
        using var janitor = Create(new() { Jobs = ["a", "c"] });
        foreach (var job in (string[])["a", "b", "c"])
        {
            _gateway.Push($"/metrics/job/{job}", "1", ("job", job));
        }

        _time.Advance(TimeSpan.FromSeconds(10));
        var cleanup = await janitor.DeleteExpiredAsync(CancellationToken);

        Assert.Equal(["/metrics/job/b"], _gateway.Paths);
        Assert.Equal((3, 2), (cleanup.Groups, cleanup.Leased));
    }

    // Anyone may push a family of this name.
    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("NaN")]
    [InlineData("+Inf")]
    [InlineData("1e300")]
    [InlineData("soon")]
    [InlineData("""{"type":"UNTYPED","metrics":[{"labels":{},"value":"1"}]}""")]
    [InlineData("""{"type":"GAUGE","metrics":[{"labels":{},"value":"1"},{"labels":{"a":"b"},"value":"1"}]}""")]
    [InlineData("""{"type":"GAUGE","metrics":[{"labels":{},"value":"1"},{"value":"1"}]}""")]
    [InlineData("""{"type":"GAUGE","metrics":[{"labels":{},"count":"1"}]}""")]
    [InlineData("""{"type":"GAUGE","metrics":[{},["1"]]}""")]
    [InlineData("""{"type":"GAUGE","series":[{"labels":{},"value":"1"}]}""")]
    [InlineData("""{"type":"GAUGE","metrics":[]}""")]
    [InlineData("""{"type":"GAUGE","metrics":[{"labels":{"value":"1"}}]}""")]
    [InlineData("""{"type":"GAUGE","metrics":[{"value":["1"]}]}""")]
    [InlineData("""{"metrics":[{"value":"1"}]}""")]
    public async Task What_is_not_a_lease_of_this_library_keeps_its_group(string lease)
    {
        using var janitor = Create();
        _gateway.Push("/metrics/job/a", lease, ("job", "a"));
        _time.Advance(TimeSpan.FromDays(10));

        var cleanup = await janitor.DeleteExpiredAsync(CancellationToken);

        Assert.Equal((1, 0), (cleanup.Groups, cleanup.Leased));
        Assert.Empty(_gateway.Deleted);
    }

    // The clock of the janitor's machine is never compared.
    [Theory]
    [InlineData(-100_000)]
    [InlineData(100_000)]
    public async Task Leases_end_by_the_clock_of_the_gateway(int ahead)
    {
        _gateway.Ahead = TimeSpan.FromSeconds(ahead);
        _gateway.Started = _gateway.Now;
        using var janitor = Create();
        _gateway.Push("/metrics/job/a", "60", ("job", "a"));
        _time.Advance(TimeSpan.FromSeconds(70));
        Assert.Empty((await janitor.DeleteExpiredAsync(CancellationToken)).Deleted);

        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Single((await janitor.DeleteExpiredAsync(CancellationToken)).Deleted);
    }

    [Fact]
    public async Task A_clock_of_the_gateway_that_is_set_forward_ends_no_lease()
    {
        using var janitor = Create();
        _gateway.Push("/metrics/job/a", "60", ("job", "a"));
        await janitor.DeleteExpiredAsync(CancellationToken);
        _time.Advance(TimeSpan.FromSeconds(30));

        _gateway.Ahead = TimeSpan.FromHours(1);
        Assert.Empty((await janitor.DeleteExpiredAsync(CancellationToken)).Deleted);

        // From then on it has a whole lease.
        _time.Advance(TimeSpan.FromSeconds(70));
        Assert.Empty((await janitor.DeleteExpiredAsync(CancellationToken)).Deleted);
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Single((await janitor.DeleteExpiredAsync(CancellationToken)).Deleted);
    }

    // The time of an answer has whole seconds, and clocks are corrected now and then.
    [Theory]
    [InlineData(2, 1)]
    [InlineData(-2, 1)]
    [InlineData(3, 0)]
    [InlineData(-3, 0)]
    public async Task A_clock_of_the_gateway_that_moves_by_two_seconds_was_not_set(int seconds, int deleted)
    {
        using var janitor = Create();
        _gateway.Push("/metrics/job/a", "60", ("job", "a"));
        await janitor.DeleteExpiredAsync(CancellationToken);

        _gateway.Ahead = TimeSpan.FromSeconds(seconds);
        _time.Advance(TimeSpan.FromSeconds(100));

        Assert.Equal(deleted, (await janitor.DeleteExpiredAsync(CancellationToken)).Deleted.Count);
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(3, 0)]
    public async Task A_push_up_to_two_seconds_ahead_of_the_gateway_does_not_show_that_its_clock_was_set_back(int seconds, int deleted)
    {
        using var janitor = Create();
        _gateway.Ahead = TimeSpan.FromSeconds(100 + seconds);
        _gateway.Push("/metrics/job/ahead", "60", ("job", "ahead"));
        _gateway.Ahead = TimeSpan.Zero;
        _gateway.Push("/metrics/job/over", "60", ("job", "over"));
        _time.Advance(TimeSpan.FromSeconds(100));

        Assert.Equal(deleted, (await janitor.DeleteExpiredAsync(CancellationToken)).Deleted.Count);
    }

    // The gateway may write the time long before its answer arrives.
    [Fact]
    public async Task A_time_of_the_gateway_that_arrives_late_does_not_show_that_its_clock_was_set_back()
    {
        using var janitor = Create();
        _gateway.Push("/metrics/job/a", "60", ("job", "a"));
        await janitor.DeleteExpiredAsync(CancellationToken);
        _time.Advance(TimeSpan.FromSeconds(200));
        _gateway.Answer = request =>
        {
            if (request.RequestUri!.AbsolutePath.EndsWith("metrics", StringComparison.Ordinal))
            {
                _time.Advance(TimeSpan.FromSeconds(30));
                _gateway.Ahead = TimeSpan.FromSeconds(-30);
            }

            return null;
        };

        Assert.Single((await janitor.DeleteExpiredAsync(CancellationToken)).Deleted);
    }

    // What was written by the clock of before lies ahead: the time of the push, and here that of the start.
    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 0)]
    [InlineData(true, 365)]
    [InlineData(false, 365)]
    public async Task A_clock_of_the_gateway_that_is_set_back_keeps_no_group_for_long(bool isSeen, int startedDaysAgo)
    {
        using var janitor = Create();
        _gateway.Started = _gateway.Now.AddDays(-startedDaysAgo);
        _gateway.Push("/metrics/job/a", "60", ("job", "a"));
        if (isSeen)
        {
            await janitor.DeleteExpiredAsync(CancellationToken);
        }

        _gateway.Ahead = TimeSpan.FromDays(-1);
        Assert.Empty((await janitor.DeleteExpiredAsync(CancellationToken)).Deleted);
        _time.Advance(TimeSpan.FromSeconds(70));
        Assert.Empty((await janitor.DeleteExpiredAsync(CancellationToken)).Deleted);
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Single((await janitor.DeleteExpiredAsync(CancellationToken)).Deleted);
    }

    // While it was away, nothing could be pushed.
    [Fact]
    public async Task A_gateway_that_was_restarted_gives_each_group_a_whole_lease()
    {
        using var janitor = Create();
        _gateway.Push("/metrics/job/a", "60", ("job", "a"));
        _time.Advance(TimeSpan.FromHours(1));
        _gateway.Started = _gateway.Now;
        _time.Advance(TimeSpan.FromSeconds(70));
        Assert.Empty((await janitor.DeleteExpiredAsync(CancellationToken)).Deleted);

        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Single((await janitor.DeleteExpiredAsync(CancellationToken)).Deleted);
    }

    // The time of an answer has whole seconds, the start of the gateway has not.
    [Theory]
    [InlineData(3600.7, 0)]
    [InlineData(3600, 2)]
    public async Task A_gateway_that_was_started_in_this_second_gives_each_group_a_whole_lease_too(double seconds, int ahead)
    {
        using var janitor = Create();
        _gateway.Push("/metrics/job/a", "60", ("job", "a"));
        _time.Advance(TimeSpan.FromSeconds(seconds));
        _gateway.Started = _gateway.Now.AddSeconds(ahead);

        Assert.Empty((await janitor.DeleteExpiredAsync(CancellationToken)).Deleted);

        _time.Advance(TimeSpan.FromSeconds(78));
        Assert.Single((await janitor.DeleteExpiredAsync(CancellationToken)).Deleted);
    }

    // A gateway may hang after it has read its groups and before it writes the time. Pushes in between are not in the answer.
    [Fact]
    public async Task An_answer_that_took_long_ends_no_lease_that_was_not_over_when_it_was_asked_for()
    {
        using var janitor = Create();
        _gateway.Push("/metrics/job/a", "60", ("job", "a"));
        _time.Advance(TimeSpan.FromSeconds(50));
        _gateway.Answer = request =>
        {
            _time.Advance(TimeSpan.FromSeconds(request.RequestUri!.AbsolutePath.EndsWith("metrics", StringComparison.Ordinal) ? 30 : 0));
            return null;
        };
        Assert.Empty((await janitor.DeleteExpiredAsync(CancellationToken)).Deleted);

        _gateway.Answer = _ => null;
        Assert.Single((await janitor.DeleteExpiredAsync(CancellationToken)).Deleted);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("metrics")]
    public async Task An_answer_that_cannot_be_decompressed_is_told(string path)
    {
        using var janitor = Create();
        _gateway.Answer = request =>
        {
            if (!request.RequestUri!.AbsolutePath.EndsWith(path, StringComparison.Ordinal))
            {
                return null;
            }

            var response = Answer("");
            var bytes = new MemoryStream("no gzip at all"u8.ToArray());
            response.Content = new StreamContent(new GZipStream(bytes, CompressionMode.Decompress));
            return response;
        };

        var exception = await Assert.ThrowsAsync<PushgatewayException>(() => janitor.DeleteExpiredAsync(CancellationToken));

        Assert.StartsWith("GET http://gateway", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_group_that_cannot_be_deleted_does_not_keep_the_others()
    {
        using var janitor = Create();
        _gateway.Push("/metrics/job/a", "1", ("job", "a"));
        _gateway.Push("/metrics/job/b/instance@base64/=", "1", ("job", "b"), ("instance", ""));
        _gateway.Push("/metrics/job/c", "1", ("job", "c"));
        _gateway.Answer = request => request.Method == HttpMethod.Delete && request.RequestUri!.AbsolutePath == "/metrics/job/a"
            ? GroupGateway.Status(HttpStatusCode.InternalServerError, "no\nspace")
            : null;
        _time.Advance(TimeSpan.FromSeconds(10));

        var cleanup = await janitor.DeleteExpiredAsync(CancellationToken);

        Assert.Equal(["/metrics/job/c"], _gateway.Deleted);
        Assert.Equal(["job=\"a\"", "job=\"b\",instance=\"\""], cleanup.Failures.Select(failure => failure.Group.ToString()));
        Assert.Contains("500", cleanup.Failures[0].Reason, StringComparison.Ordinal);
        Assert.Contains("instance", cleanup.Failures[1].Reason, StringComparison.Ordinal);
        Assert.All(cleanup.Failures, failure => Assert.True(HostileText.IsOneLine(failure.Reason)));
    }

    // A deletion takes half a second here, so the look at the gateway is too old after two or three of them.
    [Fact]
    public async Task A_group_that_is_pushed_to_while_others_are_deleted_is_kept()
    {
        using var janitor = Create();
        for (var i = 0; i < 10; i++)
        {
            _gateway.Push($"/metrics/job/{i}", "1", ("job", $"{i}"));
        }

        _time.Advance(TimeSpan.FromSeconds(10));
        _gateway.Answer = request =>
        {
            if (request.Method == HttpMethod.Delete)
            {
                _time.Advance(TimeSpan.FromSeconds(0.5));
                if (_gateway.Deleted.Count == 1)
                {
                    _gateway.Push("/metrics/job/7", "100", ("job", "7"));
                }
            }

            return null;
        };

        var cleanup = await janitor.DeleteExpiredAsync(CancellationToken);

        Assert.Equal(["/metrics/job/7"], _gateway.Paths);
        Assert.Equal(9, cleanup.Deleted.Count);
        Assert.InRange(_gateway.Requests.Count(request => request == "GET /api/v1/metrics"), 3, 6);
    }

    // What such a look shows is old when it has arrived, and may be used for as long again. Else the call would look without end.
    [Fact]
    public async Task A_gateway_that_answers_slowly_is_not_looked_at_for_each_deletion()
    {
        using var janitor = Create();
        for (var i = 0; i < 5; i++)
        {
            _gateway.Push($"/metrics/job/{i}", "1", ("job", $"{i}"));
        }

        var looks = 0;
        _time.Advance(TimeSpan.FromMinutes(10));
        _gateway.Answer = request =>
        {
            var isLook = request.RequestUri!.AbsolutePath == "/api/v1/metrics";
            _time.Advance(TimeSpan.FromSeconds(isLook ? 30 : 10));
            looks += isLook ? 1 : 0;
            return looks > 10 ? throw new HttpRequestException("It looks too often.") : null;
        };

        Assert.Equal(5, (await janitor.DeleteExpiredAsync(CancellationToken)).Deleted.Count);

        // The first look is used for 60 seconds, so until the fourth deletion begins.
        Assert.Equal(
            ["GET", "DELETE", "DELETE", "DELETE", "DELETE", "GET", "DELETE"],
            _gateway.Requests.Skip(1).Select(request => request.Split(' ')[0]));
    }

    // Each look finds 1000 of them, and this gateway deletes none.
    [Fact]
    public async Task One_call_deletes_at_most_ten_thousand_groups()
    {
        using var janitor = Create();
        _gateway.Push("/metrics/job/JOB", "1", ("job", "JOB"));
        var group = await ReadDataAsync();
        var body = string.Join(',', Enumerable.Range(0, 10_001).Select(i => group.Replace("JOB", $"{i}", StringComparison.Ordinal)));
        var looks = 0;
        _time.Advance(TimeSpan.FromSeconds(10));
        _gateway.Answer = request => request.RequestUri!.AbsolutePath switch
        {
            _ when request.Method == HttpMethod.Delete => GroupGateway.Status(HttpStatusCode.Accepted),
            "/api/v1/metrics" when ++looks > 20 => throw new HttpRequestException("It looks too often."),
            "/api/v1/metrics" => Answer($$"""{"status":"success","data":[{{body}}]}"""),
            _ => null,
        };

        var cleanup = await janitor.DeleteExpiredAsync(CancellationToken);

        Assert.Equal((10_001, 10_000), (cleanup.Groups, cleanup.Deleted.Count));
        Assert.Equal(10_000, cleanup.Deleted.DistinctBy(deleted => deleted.Job).Count());
        Assert.Equal(11, looks);
    }

    [Fact]
    public async Task A_gateway_with_ten_thousand_groups_is_cleaned_in_one_call()
    {
        using var janitor = Create();
        for (var i = 0; i < 5000; i++)
        {
            _gateway.Push($"/metrics/job/a/n/{i}", i % 2 == 0 ? "1" : null, ("job", "a"), ("n", $"{i}"));
        }

        _time.Advance(TimeSpan.FromSeconds(10));
        var cleanup = await janitor.DeleteExpiredAsync(CancellationToken);

        Assert.Equal(2500, cleanup.Deleted.Count);
        Assert.Equal(2500, _gateway.Paths.Count());
    }

    [Fact]
    public async Task A_gateway_that_disappears_ends_the_call_with_what_was_deleted()
    {
        using var janitor = Create();
        for (var i = 0; i < 10; i++)
        {
            _gateway.Push($"/metrics/job/{i}", "1", ("job", $"{i}"));
        }

        _time.Advance(TimeSpan.FromSeconds(10));
        _gateway.Answer = request =>
        {
            _time.Advance(request.Method == HttpMethod.Delete ? TimeSpan.FromSeconds(0.9) : TimeSpan.Zero);
            return _gateway.Deleted.Count >= 2 ? throw new HttpRequestException("refused") : null;
        };

        var cleanup = await janitor.DeleteExpiredAsync(CancellationToken);

        Assert.Equal(2, cleanup.Deleted.Count);
    }

    // What has arrived of it is not used.
    [Fact]
    public async Task A_look_that_breaks_off_ends_the_call_with_what_was_deleted()
    {
        using var janitor = Create();
        for (var i = 0; i < 10; i++)
        {
            _gateway.Push($"/metrics/job/{i}", "1", ("job", $"{i}"));
        }

        var data = await ReadDataAsync();
        _time.Advance(TimeSpan.FromSeconds(10));
        _gateway.Answer = request =>
        {
            _time.Advance(request.Method == HttpMethod.Delete ? TimeSpan.FromSeconds(0.9) : TimeSpan.Zero);
            return request.Method == HttpMethod.Get && _gateway.Deleted.Count > 0
                ? Answer($$"""{"status":"success","data":[{{data}},""")
                : null;
        };

        Assert.Equal(2, (await janitor.DeleteExpiredAsync(CancellationToken)).Deleted.Count);
        Assert.Equal(2, _gateway.Deleted.Count);
    }

    [Theory]
    [InlineData("http://gateway/prefix/", "/prefix/api/v1/metrics", null)]
    [InlineData("http://user:pass@gateway", "/api/v1/metrics", "Basic dXNlcjpwYXNz")]
    public async Task The_endpoint_keeps_its_path_and_credentials(string endpoint, string path, string? authorization)
    {
        using var janitor = new PushgatewayJanitor(_http, endpoint, new() { Client = { TimeProvider = _time } });
        await janitor.DeleteExpiredAsync(CancellationToken);

        Assert.Contains("GET " + path, _gateway.Requests);
        Assert.Equal(authorization, _gateway.Authorization);
    }

    [Theory]
    [InlineData("<html>\u001b[2J\nfail: forged</html>", "is not that of a Pushgateway")]
    [InlineData("", "is not that of a Pushgateway")]
    [InlineData("{}", "is not that of a Pushgateway")]
    [InlineData("[1,2]", "is not that of a Pushgateway")]
    [InlineData("""{"status":"error","data":[]}""", "is not that of a Pushgateway")]
    [InlineData("""{"status":"success","data":[{"labels":{"job":"a"}""", "is not that of a Pushgateway")]
    [InlineData("""{"status":"success","data":[{"labels":{"job":"\ud800"}}]}""", "is not that of a Pushgateway")]
    public async Task What_is_no_gateway_is_told_in_one_line(string body, string words)
    {
        using var janitor = Create();
        _gateway.Answer = request => request.RequestUri!.AbsolutePath.EndsWith("metrics", StringComparison.Ordinal) ? Answer(body) : null;

        var exception = await Assert.ThrowsAsync<PushgatewayException>(() => janitor.DeleteExpiredAsync(CancellationToken));

        Assert.Contains(words, exception.Message, StringComparison.Ordinal);
        Assert.True(HostileText.IsOneLine(exception.Message));
    }

    [Fact]
    public async Task A_web_page_is_told_as_it_is_for_a_push()
    {
        using var janitor = Create();
        _gateway.Answer = _ => new() { Content = new StringContent("<html></html>", new MediaTypeHeaderValue("text/html")) };

        var exception = await Assert.ThrowsAsync<PushgatewayException>(() => janitor.DeleteExpiredAsync(CancellationToken));

        Assert.Contains("the answer is a web page", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_that_never_ends_is_not_kept()
    {
        using var janitor = Create();
        _gateway.Answer = request => request.RequestUri!.AbsolutePath.EndsWith("metrics", StringComparison.Ordinal)
            ? Answer("{\"status\":\"" + new string('a', 3_000_000))
            : null;

        var exception = await Assert.ThrowsAsync<PushgatewayException>(() => janitor.DeleteExpiredAsync(CancellationToken));

        Assert.Contains("more than 1 MB", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"a\"")]
    [InlineData("{\"data\":[]}")]
    [InlineData("{\"data\":{\"start_time\":\"yesterday\"}}")]
    public async Task A_gateway_that_does_not_say_when_it_was_started_is_used_all_the_same(string status)
    {
        using var janitor = Create();
        _gateway.Push("/metrics/job/a", "1", ("job", "a"));
        _gateway.Answer = request => request.RequestUri!.AbsolutePath.EndsWith("status", StringComparison.Ordinal) ? Answer(status) : null;
        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Single((await janitor.DeleteExpiredAsync(CancellationToken)).Deleted);
    }

    [Fact]
    public async Task Without_the_time_of_the_gateway_nothing_is_deleted()
    {
        using var janitor = Create();
        _gateway.Answer = request => request.RequestUri!.AbsolutePath.EndsWith("metrics", StringComparison.Ordinal)
            ? GroupGateway.Status(HttpStatusCode.OK, """{"status":"success","data":[]}""")
            : null;

        var exception = await Assert.ThrowsAsync<PushgatewayException>(() => janitor.DeleteExpiredAsync(CancellationToken));

        Assert.Contains("no header Date", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.MovedPermanently)]
    [InlineData(HttpStatusCode.NotFound)]
    public async Task Another_status_is_told(HttpStatusCode status)
    {
        using var janitor = Create();
        _gateway.Answer = _ => GroupGateway.Status(status);

        var exception = await Assert.ThrowsAsync<PushgatewayException>(() => janitor.DeleteExpiredAsync(CancellationToken));

        Assert.Equal(status, exception.StatusCode);
        Assert.Contains($"{(int)status}", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gateway_that_does_not_answer_is_given_up()
    {
        using var http = new HttpClient(new Hanging());
        var options = new PushgatewayJanitorOptions { Client = { TimeProvider = _time }, Timeout = TimeSpan.FromSeconds(5) };
        using var janitor = new PushgatewayJanitor(http, "http://gateway", options);
        var cleanup = janitor.DeleteExpiredAsync(CancellationToken);
        _time.Advance(TimeSpan.FromSeconds(5));

        var exception = await Assert.ThrowsAsync<PushgatewayException>(() => cleanup);

        Assert.Equal("GET http://gateway/api/v1/status failed: no whole answer within 00:00:05.", exception.Message);
    }

    [Fact]
    public async Task A_deletion_that_is_not_answered_is_given_up()
    {
        using var janitor = Create(new() { Timeout = TimeSpan.FromSeconds(5) });
        _gateway.Push("/metrics/job/a", "1", ("job", "a"));
        _time.Advance(TimeSpan.FromSeconds(10));
        _gateway.Answer = request =>
        {
            if (request.Method == HttpMethod.Delete)
            {
                _time.Advance(TimeSpan.FromSeconds(5));
                throw new TaskCanceledException();
            }

            return null;
        };

        var failure = Assert.Single((await janitor.DeleteExpiredAsync(CancellationToken)).Failures);

        Assert.Equal("DELETE http://gateway/metrics/job/a failed: no whole answer within 00:00:05.", failure.Reason);
    }

    [Fact]
    public async Task It_can_be_cancelled()
    {
        using var http = new HttpClient(new Hanging());
        using var janitor = new PushgatewayJanitor(http, "http://gateway");
        using var cancellation = new CancellationTokenSource();
        var cleanup = janitor.DeleteExpiredAsync(cancellation.Token);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cleanup);
    }

    [Fact]
    public void Options_are_checked_when_it_is_created()
    {
        Assert.Throws<ArgumentException>(() => new PushgatewayJanitor("ftp://gateway"));
        Assert.Throws<ArgumentNullException>("getHttp", () => new PushgatewayJanitor((Func<HttpClient>)null!, "http://gateway"));
        Assert.Throws<ArgumentNullException>("http", () => new PushgatewayJanitor((HttpClient)null!, "http://gateway"));
        Assert.Throws<ArgumentNullException>(() => Create(new() { Client = null! }));
    }

    [Theory]
    [InlineData]
    [InlineData("")]
    [InlineData("a", "")]
    [InlineData("a", null)]
    public void Jobs_have_names(params string?[] jobs) => Assert.StartsWith(
        "Jobs has no job or an empty one: name at least one, or use null for all of them.",
        Assert.Throws<ArgumentException>("options", () => Create(new() { Jobs = jobs! })).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_timeout_is_at_most_a_day()
    {
        using var janitor = Create(new() { Timeout = TimeSpan.FromDays(1) });

        foreach (var timeout in (TimeSpan[])[TimeSpan.Zero, Timeout.InfiniteTimeSpan, TimeSpan.FromDays(1) + TimeSpan.FromTicks(1)])
        {
            var refusal = Assert.Throws<ArgumentOutOfRangeException>("options", () => Create(new() { Timeout = timeout }));
            Assert.StartsWith("Timeout must be more than zero, and at most 1 day.", refusal.Message, StringComparison.Ordinal);
        }
    }

    private PushgatewayJanitor Create(PushgatewayJanitorOptions? options = null)
    {
        options ??= new PushgatewayJanitorOptions();
        options.Client?.TimeProvider = _time;
        return new PushgatewayJanitor(_http, "http://gateway", options);
    }

    // The groups as the gateway shows them.
    private async Task<string> ReadDataAsync()
    {
        var answer = await _http.GetStringAsync(new Uri("http://gateway/api/v1/metrics"), CancellationToken);
        return answer[(answer.IndexOf('[', StringComparison.Ordinal) + 1)..answer.LastIndexOf(']')];
    }

    private HttpResponseMessage Answer(string body)
    {
        var response = GroupGateway.Status(HttpStatusCode.OK, body);
        response.Headers.Date = _gateway.Now;
        return response;
    }

    private sealed class Hanging : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new InvalidOperationException();
        }
    }
}
