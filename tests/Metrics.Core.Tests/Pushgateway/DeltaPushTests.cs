using System.Net;
using FsCheck;
using FsCheck.Fluent;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Pushgateway;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Pushgateway;

/// <summary>Pushes of deltas to a gateway that adds them.</summary>
public sealed class DeltaPushTests : IDisposable
{
    private readonly AggregatingGateway _gateway = new();
    private readonly ReportedSource _source = new();
    private readonly HttpClient _http;
    private readonly PushgatewayClient _client;

    public DeltaPushTests()
    {
        _http = new HttpClient(_gateway);
        _client = new PushgatewayClient(_http, new PushgatewayTarget("http://gateway", "job"));
    }

    public void Dispose()
    {
        _client.Dispose();
        _http.Dispose();
        _gateway.Dispose();
    }

    [Fact]
    public async Task Pushes_add_up_to_the_totals()
    {
        var tracker = new DeltaTracker();
        foreach (var (total, series) in ((double, int)[])[(2, 1), (2, 0), (5, 1), (11, 1)])
        {
            var result = await tracker.PushAsync(_client, _source.Counter(total), CancellationToken);
            Assert.Equal(series, result.Series);
        }

        Assert.Equal(11, _gateway.Samples["x_total"]);
        Assert.All(_gateway.Methods, method => Assert.Equal(HttpMethod.Post, method));
    }

    [Fact]
    public async Task Nothing_is_sent_if_nothing_was_added()
    {
        var tracker = new DeltaTracker();
        await tracker.PushAsync(_client, _source.Counter(1), CancellationToken);

        var result = await tracker.PushAsync(_client, _source, CancellationToken);

        Assert.Equal(default, result);
        Assert.Single(_gateway.Bodies);
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest)]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]

    // A proxy could not connect to it.
    [InlineData(HttpStatusCode.BadGateway)]
    public async Task What_the_gateway_refused_is_in_the_next_push(HttpStatusCode status)
    {
        var tracker = new DeltaTracker();
        await tracker.PushAsync(_client, _source.Counter(1), CancellationToken);
        (_gateway.Next, _gateway.Rejection) = (AggregatingGateway.Outcome.Reject, status);
        await Assert.ThrowsAsync<PushgatewayException>(() => tracker.PushAsync(_client, _source.Counter(5), CancellationToken));

        _gateway.Next = AggregatingGateway.Outcome.Accept;
        await tracker.PushAsync(_client, _source.Counter(8), CancellationToken);

        Assert.Equal(8, _gateway.Samples["x_total"]);
    }

    [Theory]
    [InlineData(AggregatingGateway.Outcome.LoseAnswer, false, 8)]
    [InlineData(AggregatingGateway.Outcome.LoseAnswer, true, 12)]
    [InlineData(AggregatingGateway.Outcome.Lose, false, 4)]
    [InlineData(AggregatingGateway.Outcome.Lose, true, 8)]
    internal async Task After_a_lost_answer_the_option_decides_and_the_message_says_so(
        AggregatingGateway.Outcome outcome, bool resend, double expected)
    {
        var tracker = new DeltaTracker(new DeltaTrackerOptions { ResendUncertain = resend });
        await tracker.PushAsync(_client, _source.Counter(1), CancellationToken);
        _gateway.Next = outcome;

        var lost = await Assert.ThrowsAsync<PushgatewayException>(() => tracker.PushAsync(_client, _source.Counter(5), CancellationToken));

        Assert.True(lost.IsUncertain);
        Assert.EndsWith(
            resend
                ? "the additions of 1 series are sent again, and may be counted twice (ResendUncertain is true)."
                : "the additions of 1 series are not sent again, and may be missing (ResendUncertain is false).",
            lost.Message,
            StringComparison.Ordinal);
        _gateway.Next = AggregatingGateway.Outcome.Accept;
        await tracker.PushAsync(_client, _source.Counter(8), CancellationToken);
        Assert.Equal(expected, _gateway.Samples["x_total"]);
    }

    [Theory]
    [InlineData(1, "1 series")]
    [InlineData(1200, "1,200 series")]
    public async Task The_message_counts_the_series_of_an_uncertain_push(int series, string counted)
    {
        _source.Add(MetricType.Counter, "x", visitor =>
        {
            for (var i = 0; i < series; i++)
            {
                visitor.Counter(LabelSet.Create(("number", $"{i}")), new CounterSample(1));
            }
        });
        _gateway.Next = AggregatingGateway.Outcome.Lose;

        var lost = await Assert.ThrowsAsync<PushgatewayException>(
            () => new DeltaTracker().PushAsync(_client, _source, CancellationToken));

        Assert.Equal(
            $"{lost.InnerException!.Message} It is uncertain whether the gateway has added the push: the additions of {counted} " +
            "are not sent again, and may be missing (ResendUncertain is false).",
            lost.Message);
    }

    // A proxy has sent the request on.
    [Fact]
    public async Task An_answer_that_a_proxy_waited_for_in_vain_is_uncertain()
    {
        var tracker = new DeltaTracker();
        (_gateway.Next, _gateway.Rejection) = (AggregatingGateway.Outcome.Reject, HttpStatusCode.GatewayTimeout);

        var lost = await Assert.ThrowsAsync<PushgatewayException>(() => tracker.PushAsync(_client, _source.Counter(5), CancellationToken));

        Assert.True(lost.IsUncertain);
        Assert.Equal(HttpStatusCode.GatewayTimeout, lost.StatusCode);
    }

    [Theory]
    [InlineData(false, "")]
    [InlineData(true, "x_total 5")]
    public async Task A_push_that_was_cancelled_is_uncertain(bool resend, string next)
    {
        var tracker = new DeltaTracker(new DeltaTrackerOptions { ResendUncertain = resend });
        using var cancellation = new CancellationTokenSource();
        using var http = new HttpClient(new StubHandler(_ =>
        {
            cancellation.Cancel();
            cancellation.Token.ThrowIfCancellationRequested();
            throw new InvalidOperationException();
        }));
        using var client = new PushgatewayClient(http, new PushgatewayTarget("http://gateway", "job"));

        var cancelled = await Assert.ThrowsAsync<PushgatewayCanceledException>(
            () => tracker.PushAsync(client, _source.Counter(5), cancellation.Token));

        Assert.Equal((true, cancellation.Token), (cancelled.IsUncertain, cancelled.CancellationToken));
        await tracker.PushAsync(_client, _source, CancellationToken);
        Assert.Equal(next, string.Join('\n', _gateway.Bodies.SelectMany(Samples)));
    }

    // As one with a time limit of its own does.
    [Fact]
    public async Task A_handler_that_throws_when_the_gateway_has_added_the_push_does_not_make_it_count_twice()
    {
        var tracker = new DeltaTracker();
        using var http = new HttpClient(new ThrowAfter(_gateway));
        using var client = new PushgatewayClient(http, new PushgatewayTarget("http://gateway", "job"));

        var lost = await Assert.ThrowsAsync<PushgatewayException>(() => tracker.PushAsync(client, _source.Counter(5), CancellationToken));

        Assert.True(lost.IsUncertain);
        await tracker.PushAsync(_client, _source.Counter(8), CancellationToken);
        Assert.Equal(8, _gateway.Samples["x_total"]);
    }

    [Fact]
    public async Task A_request_that_a_handler_repeats_has_the_same_body()
    {
        var tracker = new DeltaTracker();
        using var http = new HttpClient(new Repeat(_gateway, () => _source.Counter(100)));
        using var client = new PushgatewayClient(http, new PushgatewayTarget("http://gateway", "job"));

        await tracker.PushAsync(client, _source.Counter(3), CancellationToken);

        Assert.Equal(2, _gateway.Bodies.Count);
        Assert.Equal(_gateway.Bodies[0], _gateway.Bodies[1]);
        Assert.Equal(["x_total 3"], Samples(_gateway.Bodies[1]));
    }

    [Fact]
    public async Task Null_is_refused()
    {
        var tracker = new DeltaTracker();

        await Assert.ThrowsAsync<ArgumentNullException>("client", () => tracker.PushAsync(null!, _source, CancellationToken));
        await Assert.ThrowsAsync<ArgumentNullException>("source", () => tracker.PushAsync(_client, null!, CancellationToken));
    }

    // Any increments, pushes that are accepted and refused, series that are removed and created again.
    [Fact]
    public void Whatever_happens_the_gateway_has_the_exact_sums_unless_an_answer_was_lost()
    {
        var step = Gen.OneOf(
            from kind in Gen.Elements("counter", "histogram", "summary")
            from series in Gen.Choose(0, 2)
            from amount in Gen.Choose(1, 1000)
            select (Kind: kind, Series: series, Amount: amount),
            from kind in Gen.Frequency((3, Gen.Constant("accept")), (3, Gen.Constant("reject")), (1, Gen.Constant("remove")))
            from series in Gen.Choose(0, 2)
            select (Kind: kind, Series: series, Amount: 0));
        var steps = Gen.ListOf(step).ToArbitrary();

        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(300).WithQuietOnSuccess(true),
            Prop.ForAll(steps, list => Play([.. list]).GetAwaiter().GetResult()));
    }

    private static async Task<bool> Play((string Kind, int Series, int Amount)[] steps)
    {
        var time = new TestTimeProvider();
        using var registry = new MetricRegistry(new MetricRegistryOptions { TimeProvider = time });
        var factory = new MetricFactory(registry);
        var counter = factory.CreateCounter("c_total", "", "s");
        var histogram = factory.CreateHistogram("h", "", ["s"], new HistogramOptions { Buckets = [10, 100] });
        var summary = factory.CreateSummary("q", "", "s");
        using var gateway = new AggregatingGateway();
        using var http = new HttpClient(gateway);
        using var client = new PushgatewayClient(http, new PushgatewayTarget("http://gateway", "job"));
        var tracker = new DeltaTracker(new DeltaTrackerOptions { TimeProvider = time });
        Dictionary<string, double> expected = [];
        foreach (var (kind, series, amount) in steps)
        {
            time.Advance(TimeSpan.FromMilliseconds(1));
            var label = $"{series}";
            switch (kind)
            {
                case "counter":
                    counter.WithLabels(label).Inc(amount);
                    Add($"c_total{{s=\"{label}\"}}", amount);
                    break;
                case "histogram":
                    histogram.WithLabels(label).Observe(amount);
                    Add($"h_bucket{{s=\"{label}\",le=\"10\"}}", amount <= 10 ? 1 : 0);
                    Add($"h_bucket{{s=\"{label}\",le=\"100\"}}", amount <= 100 ? 1 : 0);
                    Add($"h_bucket{{s=\"{label}\",le=\"+Inf\"}}", 1);
                    Add($"h_count{{s=\"{label}\"}}", 1);
                    Add($"h_sum{{s=\"{label}\"}}", amount);
                    break;
                case "summary":
                    summary.WithLabels(label).Observe(amount);
                    Add($"q_count{{s=\"{label}\"}}", 1);
                    Add($"q_sum{{s=\"{label}\"}}", amount);
                    break;
                case "remove":
                    // What was not pushed at all before its removal cannot be known.
                    await PushAsync(AggregatingGateway.Outcome.Reject);
                    counter.Remove(label);
                    histogram.Remove(label);
                    break;
                default:
                    await PushAsync(kind == "accept" ? AggregatingGateway.Outcome.Accept : AggregatingGateway.Outcome.Reject);
                    break;
            }
        }

        await PushAsync(AggregatingGateway.Outcome.Accept);
        foreach (var (name, sum) in expected)
        {
            Assert.Equal((name, sum), (name, gateway.Samples.GetValueOrDefault(name)));
        }

        return true;

        void Add(string name, double amount) => expected[name] = expected.GetValueOrDefault(name) + amount;

        async Task PushAsync(AggregatingGateway.Outcome outcome)
        {
            gateway.Next = outcome;
            try
            {
                await tracker.PushAsync(client, registry);
            }
            catch (PushgatewayException) when (outcome == AggregatingGateway.Outcome.Reject)
            {
            }
        }
    }

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    private static IEnumerable<string> Samples(string body) =>
        body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#');

    private sealed class ThrowAfter(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            (await base.SendAsync(request, cancellationToken)).Dispose();
            throw new TimeoutException();
        }
    }

    private sealed class Repeat(HttpMessageHandler inner, Action between) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            (await base.SendAsync(request, cancellationToken)).Dispose();
            between();
            return await base.SendAsync(request, cancellationToken);
        }
    }
}
