using PrometheusMetrics.Collection;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Registry;

/// <summary>A collection has the families that were requested.</summary>
public sealed class CollectionRequestTests : EngineTest
{
    private static readonly MetricDescriptor Bytes = new(MetricType.Counter, "bytes", "");
    private static readonly MetricDescriptor Build = new(MetricType.Info, "build", "");

    [Fact]
    public void The_default_asks_for_everything()
    {
        Fill();

        Assert.Equal(
            ["build_info", "depth", "hits_total", .. Scrape.SelfMetricFamilies, "reported"],
            Read(default(CollectionRequest)));
        Assert.True(default(CollectionRequest).Wants(Bytes));
    }

    [Fact]
    public void Only_the_families_of_the_names_are_given()
    {
        Fill();

        Assert.Equal(["depth", "reported"], Read("depth", "reported", "unheard_of"));
    }

    [Theory]
    [InlineData("hits_total", "hits_total")]
    [InlineData("hits", "hits_total")]
    [InlineData("build_info", "build_info")]
    [InlineData("build", "build_info")]
    public void The_suffix_of_a_counter_or_info_may_be_left_out(string name, string family)
    {
        Fill();

        Assert.Equal([family], Read(name));
    }

    [Theory]
    [InlineData("size_bytes_bucket", "size_bytes")]
    [InlineData("size_bytes_sum", "size_bytes")]
    [InlineData("size_bytes_count", "size_bytes")]
    [InlineData("age_seconds_count", "age_seconds")]
    [InlineData("hits_created", "hits_total")]
    [InlineData("depth_count", "depth_count")]
    [InlineData("depth_bucket")]
    [InlineData("age_seconds_bucket")]
    public void The_name_of_a_sample_asks_for_its_family(string name, params string[] families)
    {
        Fill();
        Factory.CreateHistogram("size_bytes", "").Observe(1);
        Factory.CreateSummary("age_seconds", "").Observe(1);
        Factory.CreateGauge("depth_count", "");

        Assert.Equal(families, Read(name));
    }

    [Fact]
    public void A_custom_collector_is_filtered_by_the_same_names()
    {
        Registry.Register(new TestCollector([Bytes, Build], visitor =>
        {
            visitor.ReportCounter(Bytes, 1);
            visitor.ReportInfo(Build);
        }));

        Assert.Equal(["bytes_total"], Read("bytes"));
        Assert.Equal(["bytes_total"], Read("bytes_total"));
        Assert.Equal(["build_info"], Read("build"));
    }

    [Fact]
    public void An_empty_set_gives_nothing()
    {
        Fill();
        Registry.Register(TestCollector.Unchecked(new MetricDescriptor(MetricType.Gauge, "unchecked", "")));

        Assert.Empty(Read());
    }

    [Fact]
    public void A_collector_none_of_whose_families_is_wanted_is_not_called()
    {
        var called = 0;
        Registry.Register(new TestCollector([Bytes, Build], _ => called++));

        Read("something_else");
        Assert.Equal(0, called);
        Read("build");
        Assert.Equal(1, called);
    }

    [Fact]
    public void An_unchecked_collector_is_called_and_filtered()
    {
        Registry.Register(TestCollector.Unchecked(new(MetricType.Gauge, "wanted", ""), new(MetricType.Gauge, "unwanted", "")));

        Assert.Equal(["wanted"], Read("wanted"));
    }

    // The error is in a family that is not wanted.
    [Fact]
    public async Task What_is_wrong_in_a_report_counts_whether_it_is_wanted_or_not()
    {
        Registry.Register(new TestCollector([Bytes, Build], visitor =>
        {
            visitor.ReportInfo(Build);
            visitor.ReportCounter(Bytes, -1);
        }));

        Assert.Empty(Read("build"));
        Assert.Equal(
            ["metrics_collector_errors_total{collector=\"TestCollector\"} 1"],
            await Scrape.LinesAsync(Registry, Ask("metrics_collector_errors_total")));
    }

    // Another reader may need the result of the same call.
    [Fact]
    public void A_collector_is_asked_for_all_families_until_the_deadline_with_another_token()
    {
        using var cancellation = new CancellationTokenSource();
        var collector = new CuriousCollector();
        Registry.Register(collector);
        var deadline = Clock.GetUtcNow().AddSeconds(3);

        Read(new CollectionRequest
        {
            Names = new HashSet<string> { "curious" },
            Order = new LongNamesFirst(),
            Deadline = deadline,
            CancellationToken = cancellation.Token,
        });
        cancellation.Cancel();

        var asked = Assert.NotNull(collector.Asked);
        Assert.Null(asked.Names);
        Assert.Null(asked.Order);
        Assert.Equal(deadline, asked.Deadline);
        Assert.True(asked.CancellationToken.CanBeCanceled);
        Assert.False(asked.CancellationToken.IsCancellationRequested);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(6)]
    public void The_timeout_of_collectors_is_the_latest_deadline(int? seconds)
    {
        var collector = new CuriousCollector();
        Registry.Register(collector);

        Read(new CollectionRequest { Deadline = seconds is { } later ? Clock.GetUtcNow().AddSeconds(later) : null });

        Assert.Equal(Clock.GetUtcNow().AddSeconds(5), collector.Asked?.Deadline);
    }

    [Fact]
    public void The_order_of_the_request_is_that_of_the_families_and_equal_ones_stay_in_ordinal_order()
    {
        Fill();
        var usual = Read(default(CollectionRequest));

        var ordered = Read(new CollectionRequest { Order = new LongNamesFirst() });

        Assert.Equal(usual.Order(StringComparer.Ordinal), usual);
        Assert.Equal(usual.OrderByDescending(name => name.Length), ordered);
        Assert.NotEqual(usual, ordered);
        Assert.Equal(usual, Read(default(CollectionRequest)));
    }

    [Fact]
    public void An_unknown_escaping_scheme_is_refused()
    {
        var refusal = Assert.Throws<ArgumentOutOfRangeException>("value", () => new CollectionRequest { Escaping = (NameEscaping)4 });

        Assert.StartsWith(
            "There is no such escaping scheme: use AllowUtf8, Underscores, Dots or Values.", refusal.Message, StringComparison.Ordinal);
    }

    private static CollectionRequest Ask(params string[] names) => new() { Names = names.ToHashSet() };

    private void Fill()
    {
        Factory.CreateCounter("hits", "");
        Factory.CreateGauge("depth", "");
        Factory.CreateInfo("build", "");
        Registry.Register(TestCollector.OfGauge("reported"));
    }

    private string[] Read(params string[] names) => Read(Ask(names));

    private string[] Read(CollectionRequest request)
    {
        var visitor = new RecordingVisitor();
        using var reader = Registry.Read(request);
        while (reader.Read(visitor))
        {
        }

        return [.. visitor.Families.Select(family => family.Name)];
    }

    private sealed class LongNamesFirst : IComparer<MetricDescriptor>
    {
        public int Compare(MetricDescriptor? x, MetricDescriptor? y) => y!.Name.Length - x!.Name.Length;
    }

    private sealed class CuriousCollector : ICollector
    {
        public CollectionRequest? Asked { get; private set; }

        public IReadOnlyList<MetricDescriptor> Descriptors { get; } = [new(MetricType.Gauge, "curious", "")];

        public void Collect(MetricVisitor visitor, in CollectionRequest request) => Asked = request;
    }
}
