using System.Net;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Pushgateway;
using PrometheusMetrics.Streaming;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Pushgateway;

/// <summary>Families that a gateway would change, or that would make it fail.</summary>
public class PushCheckTests : EngineTest
{
    private static readonly MetricDescriptor Unlabelled = new(MetricType.Gauge, "reported", "");

    // Each gives one series or family the label "zone".
    private static readonly Dictionary<string, Action<PushCheckTests>> Zones = new()
    {
        ["a gauge"] = test => test.Factory.CreateGauge("x", "", "zone").WithLabels("a"),
        ["a family without series"] = test => test.Factory.CreateCounter("x", "", "zone"),
        ["the second label of a histogram"] = test => test.Factory.CreateHistogram("x", "", "kind", "zone").WithLabels("a", "b"),
        ["a summary"] = test => test.Factory.CreateSummary("x", "", "zone").WithLabels("a"),
        ["an observable"] = test => test.Factory.WithConstantLabels(("zone", "a")).CreateObservableGauge("x", "", () => 1),
        ["a constant label"] = test => test.Factory.WithConstantLabels(("zone", "a")).CreateGauge("x", ""),
        ["a fact of an info"] = test => test.Factory.CreateInfo("x", "").Set(("version", "1"), ("zone", "a")),
        ["a state set"] = test => test.Factory.CreateStateSet("zone", "", new StateSetOptions { States = ["on", "off"] }),
        ["a collector"] = test => test.Report(new MetricDescriptor(MetricType.Gauge, "x", "", ["zone"]), ("zone", "a")),
        ["one series of a collector"] = test => test.Report(Unlabelled, ("kind", "a"), ("zone", "a")),
    };

    private readonly StubHandler _gateway = new(HttpStatusCode.OK);

    public static TheoryData<string> Places => [.. Zones.Keys];

    //
    [Theory]
    [InlineData("job", "the job of the push would overwrite: rename the label.")]
    [InlineData("zone", "the grouping key would overwrite: rename the label, or remove it from the grouping key.")]
    public async Task A_label_that_the_gateway_would_overwrite_is_refused(string label, string remedy)
    {
        Factory.CreateGauge("x", "", label).WithLabels("a");

        var failure = await Assert.ThrowsAsync<PushgatewayException>(() => Client().PushAsync(Registry));

        Assert.Equal(
            "The push to http://gateway/metrics/job/nightly/zone/z1 was not sent, " +
            $"because 'x' has the label '{label}', whose values {remedy}",
            failure.Message);
        Assert.Equal((null, true, false), (failure.StatusCode, failure.IsRefused, failure.IsUncertain));
        Assert.Empty(_gateway.Requests);
    }

    [Fact]
    public async Task A_rejection_of_the_gateway_is_not_a_refusal()
    {
        using var http = new HttpClient(new StubHandler(HttpStatusCode.BadRequest));

        var failure = await Assert.ThrowsAsync<PushgatewayException>(
            () => new PushgatewayClient(http, new PushgatewayTarget("gateway", "nightly")).PushAsync(Registry));

        Assert.False(failure.IsRefused);
    }

    //
    [Theory]
    [MemberData(nameof(Places))]
    public async Task The_label_is_found_wherever_it_is(string place)
    {
        Zones[place](this);

        var failure = await Assert.ThrowsAsync<PushgatewayException>(() => Client().PushAddAsync(Registry));

        Assert.Contains("has the label 'zone'", failure.Message, StringComparison.Ordinal);
        Assert.Empty(_gateway.Requests);
        var other = new PushgatewayTarget("gateway", "nightly", ("region", "r"));
        await new PushgatewayClient(new HttpClient(_gateway), other).PushAsync(Registry);
        Assert.Single(_gateway.Requests);
    }

    // also when 64 kB come before it.
    [Theory]
    [MemberData(nameof(Places))]
    public async Task Nothing_of_a_long_body_leaves_before_the_label_is_found(string place)
    {
        CreateManySeries();
        Zones[place](this);

        await Assert.ThrowsAsync<PushgatewayException>(() => Client().PushAsync(Registry));

        Assert.Empty(_gateway.Requests);
    }

    // the gateway gets the escaped name.
    [Fact]
    public async Task A_label_whose_escaped_name_is_in_the_grouping_key_is_refused()
    {
        using var registry = new MetricRegistry(new MetricRegistryOptions { NameValidation = NameValidation.Utf8 });
        new MetricFactory(registry).CreateGauge("x", "", "zone.id").WithLabels("a");
        var target = new PushgatewayTarget("gateway", "nightly", ("zone_id", "1"));

        var failure = await Assert.ThrowsAsync<PushgatewayException>(
            () => new PushgatewayClient(new HttpClient(_gateway), target).PushAsync(registry));

        Assert.Contains("'x' has the label 'zone.id'", failure.Message, StringComparison.Ordinal);
        var kept = new PushgatewayTarget("gateway", "nightly", NameValidation.Utf8, ("zone_id", "1"));
        await new PushgatewayClient(new HttpClient(_gateway), kept).PushAsync(registry);
    }

    // Its reader cannot be inspected. A body in chunks without its end is not stored.
    [Fact]
    public async Task The_body_of_another_source_breaks_off()
    {
        CreateManySeries();
        Zones["a gauge"](this);
        await using var gateway = new LoopbackGateway(_ => LoopbackGateway.Answer("200 OK"));
        var source = new CountingSource(Registry);
        using var client = new PushgatewayClient(new PushgatewayTarget(gateway.Endpoint, "nightly", ("zone", "z1")));

        var failure = await Assert.ThrowsAsync<PushgatewayException>(() => client.PushAsync(source).WaitAsync(ParallelRunner.Deadline));

        Assert.Contains("has the label 'zone'", failure.Message, StringComparison.Ordinal);
        Assert.False(failure.IsUncertain);
        Assert.True(Assert.Single(source.Readers).IsDisposed);
        Assert.Empty(gateway.Requests);
    }

    //
    [Theory]
    [MemberData(nameof(Places))]
    public async Task Nothing_of_a_long_body_with_a_lease_leaves_before_the_label_is_found(string place)
    {
        CreateManySeries();
        Zones[place](this);

        await Assert.ThrowsAsync<PushgatewayException>(
            () => Client().PushAsync(new LeasedSource(Registry, TimeSpan.FromMinutes(1))));

        Assert.Empty(_gateway.Requests);
    }

    //
    [Fact]
    public async Task Nothing_of_a_long_delta_leaves_before_the_label_is_found()
    {
        CreateManySeries();
        Zones["a gauge"](this);

        await Assert.ThrowsAsync<PushgatewayException>(
            () => new DeltaTracker(new DeltaTrackerOptions { IncludeGauges = true }).PushAsync(Client(), Registry));

        Assert.Empty(_gateway.Requests);
    }

    [Fact]
    public async Task A_short_body_of_another_source_is_checked_before_it_is_sent()
    {
        Zones["a fact of an info"](this);

        await Assert.ThrowsAsync<PushgatewayException>(() => Client().PushAsync(new CountingSource(Registry)));

        Assert.Empty(_gateway.Requests);
    }

    [Fact]
    public async Task The_series_of_another_source_are_counted()
    {
        CreateManySeries();

        Assert.Equal(
            (await Client().PushAsync(Registry)).Series, (await Client().PushAsync(new CountingSource(Registry))).Series);
    }

    [Fact]
    public async Task A_series_that_is_hidden_is_not_counted_by_either_source()
    {
        var family = Factory.CreateGauge("x", "", "k");
        family.WithLabels("1");
        family.WithLabels("2");
        family.Hide("2");

        Assert.Equal(1, (await Client().PushAsync(Registry)).Series);
        Assert.Equal(1, (await Client().PushAsync(new CountingSource(Registry))).Series);
    }

    [Fact]
    public async Task The_reader_of_a_push_that_is_refused_is_disposed()
    {
        Zones["a gauge"](this);
        var source = new InspectableSource(Registry);

        await Assert.ThrowsAsync<PushgatewayException>(() => Client().PushAsync(source));

        Assert.True(Assert.Single(source.Readers).IsDisposed);
    }

    // the gateway replaces them silently.
    [Theory]
    [InlineData("push_time_seconds")]
    [InlineData("push_failure_time_seconds")]
    public async Task A_family_of_the_gateways_own_is_refused(string name)
    {
        Factory.CreateGauge(name, "").Set(1);

        var failure = await Assert.ThrowsAsync<PushgatewayException>(() => Client().PushAsync(Registry));

        Assert.EndsWith(
            $"was not sent, because the gateway has a metric '{name}' of its own in every group and replaces it: use another name, " +
            "or leave it out.",
            failure.Message,
            StringComparison.Ordinal);
        Assert.Empty(_gateway.Requests);
    }

    //
    [Fact]
    public async Task A_push_that_is_cancelled_while_a_collector_hangs_sends_nothing()
    {
        using var collector = new BlockingCollector();
        Registry.Register(collector);
        using var cancellation = new CancellationTokenSource();

        var push = Client().PushAsync(Registry, cancellation.Token);
        collector.AwaitEntry();
        await cancellation.CancelAsync();

        var cancelled = await Assert.ThrowsAsync<PushgatewayCanceledException>(() => push.WaitAsync(ParallelRunner.Deadline));
        Assert.Equal((false, cancellation.Token), (cancelled.IsUncertain, cancelled.CancellationToken));
        Assert.EndsWith("/nightly/zone/z1 was cancelled before it was sent.", cancelled.Message, StringComparison.Ordinal);
        Assert.Empty(_gateway.Requests);
    }

    //
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(2000, 5000)]
    public async Task A_reader_that_throws_sends_nothing_that_could_be_stored(int step, int series)
    {
        CreateManySeries(series);
        await using var gateway = new LoopbackGateway(_ => LoopbackGateway.Answer("200 OK"));
        using var client = new PushgatewayClient(new PushgatewayTarget(gateway.Endpoint, "nightly"));

        var source = new ThrowingSource(Registry, step);

        await Assert.ThrowsAnyAsync<Exception>(() => client.PushAsync(source).WaitAsync(ParallelRunner.Deadline));

        Assert.Empty(gateway.Requests);
        Assert.True(Assert.Single(source.Readers).IsDisposed);
    }

    private PushgatewayClient Client() =>
        new(new HttpClient(_gateway), new PushgatewayTarget("gateway", "nightly", ("zone", "z1")));

    private void Report(MetricDescriptor family, params (string Name, string Value)[] labels) => Registry.Register(new TestCollector(
        [family],
        visitor =>
        {
            visitor.BeginFamily(family);
            visitor.Gauge(LabelSet.Create(("first", "1")), new GaugeSample(1));
            visitor.Gauge(LabelSet.Create(labels), new GaugeSample(1));
            visitor.EndFamily();
        }));

    private void CreateManySeries(int count = 5000)
    {
        var family = Factory.CreateGauge("a_family_before_all_others", "", "number");
        for (var i = 0; i < count; i++)
        {
            family.WithLabels($"{i}");
        }
    }

    private sealed class ThrowingSource(IMetricSource inner, int step) : IMetricSource
    {
        public List<CountingReader> Readers { get; } = [];

        public IMetricReader Read(in CollectionRequest request = default)
        {
            Readers.Add(new CountingReader(inner.Read(request)) { ThrowsAt = step });
            return Readers[^1];
        }
    }

    private sealed class InspectableSource(MetricRegistry inner) : IMetricSource
    {
        public List<Reader> Readers { get; } = [];

        public IMetricReader Read(in CollectionRequest request = default)
        {
            Readers.Add(new Reader((IInspectableReader)inner.Read(request)));
            return Readers[^1];
        }

        public sealed class Reader(IInspectableReader inner) : IInspectableReader
        {
            public bool IsDisposed { get; private set; }

            public long SeriesRead => inner.SeriesRead;

            public void Inspect(MetricVisitor visitor) => inner.Inspect(visitor);

            public bool Read(MetricVisitor visitor) => inner.Read(visitor);

            public void Dispose()
            {
                IsDisposed = true;
                inner.Dispose();
            }
        }
    }
}
