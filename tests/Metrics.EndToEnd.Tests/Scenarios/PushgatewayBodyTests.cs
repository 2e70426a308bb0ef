using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using PrometheusMetrics.Collection;
using PrometheusMetrics.EndToEnd.Infrastructure;
using PrometheusMetrics.Export;
using PrometheusMetrics.Pushgateway;

namespace PrometheusMetrics.EndToEnd.Scenarios;

/// <summary>The bodies of pushes, as a real Pushgateway takes them.</summary>
public sealed class PushgatewayBodyTests
{
    // a gateway reads text, whatever the header says. A body in another format would be rejected.
    [Theory]
    [InlineData("application/json")]
    [InlineData("application/octet-stream")]
    [InlineData("application/openmetrics-text; version=1.0.0")]
    public async Task A_push_is_text_whatever_a_handler_calls_it(string contentType)
    {
        await using var gateway = await PushgatewayServer.StartAsync();
        using var handler = new ChangingHandler(content =>
        {
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
            return content;
        });
        using var http = new HttpClient(handler);
        using var client = new PushgatewayClient(http, new PushgatewayTarget(gateway.Address.AbsoluteUri, "job"));
        using var registry = CreateRegistry(factory => factory.CreateCounter("x_total", "A counter.").Inc(3));

        await client.PushAsync(registry, TestContext.Current.CancellationToken);

        Assert.Equal(3, (await gateway.FindGroupAsync("job"))!.Value("x_total"));
    }

    // a gateway rejects these types, and exemplars, in the words of OpenMetrics, and forgets the type of a counter.
    [Fact]
    public async Task What_only_OpenMetrics_knows_is_pushed_in_the_words_of_the_text_format()
    {
        await using var gateway = await PushgatewayServer.StartAsync();
        using var client = new PushgatewayClient(new PushgatewayTarget(gateway.Address.AbsoluteUri, "job"));
        using var registry = CreateRegistry(factory =>
        {
            factory.CreateInfo("build", "An info.").Set(("version", "1.2"));
            factory.CreateStateSet("door", "A state set.", new StateSetOptions { States = ["open", "closed"] }).Switch("open");
            factory.CreateCounter("x_total", "A counter.").IncWithExemplar(1, ("trace_id", "abc"));
        });
        registry.Register(new UnknownAndGaugeHistogram());

        await client.PushAsync(registry, TestContext.Current.CancellationToken);

        var group = (await gateway.FindGroupAsync("job"))!;
        Assert.Equal("COUNTER", group.Families["x_total"].GetProperty("type").GetString());
        Assert.Equal(1, group.Value("build_info", ("version", "1.2")));
        Assert.Equal(1, group.Value("door", ("door", "open")));
        Assert.Equal(5, group.Value("anything"));
        Assert.Equal(2, group.Value("queue_size"));
    }

    // the gateway would make them equal, and reject them or keep one of them.
    [Theory]
    [InlineData("zone")]
    [InlineData("job")]
    public async Task Series_that_the_grouping_key_would_change_are_not_sent(string label)
    {
        await using var gateway = await PushgatewayServer.StartAsync();
        using var client = new PushgatewayClient(new PushgatewayTarget(gateway.Address.AbsoluteUri, "job", ("zone", "z1")));
        using var registry = CreateRegistry(factory =>
        {
            var family = factory.CreateGauge("x", "A gauge.", label);
            family.WithLabels("p").Set(1);
            family.WithLabels("q").Set(2);
        });

        var exception = await Assert.ThrowsAsync<PushgatewayException>(
            () => client.PushAsync(registry, TestContext.Current.CancellationToken));

        Assert.Contains($"'x' has the label '{label}'", exception.Message, StringComparison.Ordinal);
        Assert.Empty(await gateway.GroupsAsync());
    }

    // the gateway accepts much in protobuf for which it has no page afterwards.
    [Theory]
    [InlineData(BodyCompression.None)]
    [InlineData(BodyCompression.Gzip)]
    public async Task Every_type_arrives_in_protobuf_and_the_gateway_still_has_a_page(BodyCompression compression)
    {
        await using var gateway = await PushgatewayServer.StartAsync();
        using var client = new PushgatewayClient(
            new PushgatewayTarget(gateway.Address.AbsoluteUri, "job"),
            new PushgatewayClientOptions { Format = PushFormat.Protobuf, Compression = compression });
        using var registry = new MetricRegistry(new MetricRegistryOptions { NameValidation = NameValidation.Utf8 });
        registry.AddProcessMetrics().AddRuntimeMetrics();
        var factory = new MetricFactory(registry);
        factory.CreateInfo("build", "An info.").Set(("version", "1.2"));
        factory.CreateStateSet("door", "A state set.", new StateSetOptions { States = ["open", "closed"] }).Switch("open");
        factory.CreateCounter("x_total", "A counter.").IncWithExemplar(1, ("trace_id", "abc"));
        factory.CreateHistogram("h", "A histogram.", new HistogramOptions { Buckets = [1, 2], Native = new() }).Observe(1.5);
        factory.CreateSummary("s", "A summary.", new SummaryOptions { Objectives = [new(0.5, 0.05)] }).Observe(0.25);
        factory.CreateGauge("queue.length", "A gauge.", "shop.kind").WithLabels("1").Set(7);
        factory.WithConstantLabels(("part", "1")).CreateObservableGauge("parts", "Parts.", () => 1);
        factory.WithConstantLabels(("part", "2")).CreateObservableGauge("parts", "Parts.", () => 2);
        registry.Register(new UnknownAndGaugeHistogram());

        await client.PushAsync(registry, TestContext.Current.CancellationToken);

        var group = (await gateway.FindGroupAsync("job"))!;
        Assert.Equal("COUNTER", group.Families["x_total"].GetProperty("type").GetString());
        var page = await gateway.MetricsAsync();
        Assert.Contains("h_bucket{instance=\"\",job=\"job\",le=\"2\"} 1\n", page, StringComparison.Ordinal);
        Assert.Contains("queue_length{instance=\"\",job=\"job\",shop_kind=\"1\"} 7\n", page, StringComparison.Ordinal);
        Assert.Equal(1, group.Value("build_info", ("version", "1.2")));
        Assert.Equal(1, group.Value("door", ("door", "open")));
        Assert.Equal(1, group.Value("h"));
        Assert.Equal(1, group.Value("s"));
        Assert.Equal(2, group.Value("parts", ("part", "2")));
        Assert.Equal(5, group.Value("anything"));
        Assert.Equal(2, group.Value("queue_size"));
    }

    //
    [Fact]
    public async Task A_push_arrives_compressed_by_option()
    {
        await using var gateway = await PushgatewayServer.StartAsync();
        using var client = new PushgatewayClient(
            new PushgatewayTarget(gateway.Address.AbsoluteUri, "job"), new PushgatewayClientOptions { Compression = BodyCompression.Gzip });
        using var registry = CreateRegistry(factory =>
        {
            var family = factory.CreateCounter("x_total", "A counter.", "number");
            for (var i = 0; i < 5_000; i++)
            {
                family.WithLabels($"{i}").Inc(i);
            }
        });

        var result = await client.PushAsync(registry, TestContext.Current.CancellationToken);

        Assert.Equal(5_000, result.Series);
        Assert.Equal(4_999, (await gateway.FindGroupAsync("job"))!.Value("x_total", ("number", "4999")));
    }

    //
    [Fact]
    public async Task The_instance_of_a_metric_is_kept_and_otherwise_empty()
    {
        await using var gateway = await PushgatewayServer.StartAsync();
        using var client = new PushgatewayClient(new PushgatewayTarget(gateway.Address.AbsoluteUri, "job"));
        using var registry = CreateRegistry(factory =>
        {
            factory.CreateGauge("x", "A gauge.", "instance").WithLabels("own").Set(1);
            factory.CreateGauge("y", "A gauge.").Set(2);
        });

        await client.PushAsync(registry, TestContext.Current.CancellationToken);

        var lines = (await gateway.MetricsAsync()).Split('\n');
        Assert.Contains("x{instance=\"own\",job=\"job\"} 1", lines);
        Assert.Contains("y{instance=\"\",job=\"job\"} 2", lines);
    }

    // an old gateway rejects a byte order mark, and names in quotes.
    [Fact]
    public async Task A_push_begins_with_the_first_line_and_quotes_no_name()
    {
        await using var gateway = await PushgatewayServer.StartAsync();
        var body = Array.Empty<byte>();
        using var handler = new ChangingHandler(content =>
        {
            body = Read(content);
            return new ByteArrayContent(body);
        });
        using var http = new HttpClient(handler);
        using var client = new PushgatewayClient(http, new PushgatewayTarget(gateway.Address.AbsoluteUri, "job"));
        using var registry = new MetricRegistry(new MetricRegistryOptions { NameValidation = NameValidation.Utf8 });
        new MetricFactory(registry).CreateGauge("queue.size", "Größe.", "shop.kind").WithLabels("1").Set(3);

        await client.PushAsync(registry, TestContext.Current.CancellationToken);

        Assert.Equal("# HELP queue_size Größe.\n# TYPE queue_size gauge\nqueue_size{shop_kind=\"1\"} 3\n", Encoding.UTF8.GetString(body));
        Assert.Equal(3, (await gateway.FindGroupAsync("job"))!.Value("queue_size", ("shop_kind", "1")));
    }

    // gateways before 1.5 know no compression, and up to today none knows deflate, br or zstd.
    [Fact]
    public async Task A_push_is_not_compressed_unless_a_handler_does_so()
    {
        await using var gateway = await PushgatewayServer.StartAsync();
        ICollection<string> encodings = [];
        using var handler = new ChangingHandler(content =>
        {
            encodings = [.. content.Headers.ContentEncoding];
            return Compress(content);
        });
        using var http = new HttpClient(handler);
        using var client = new PushgatewayClient(http, new PushgatewayTarget(gateway.Address.AbsoluteUri, "job"));
        using var registry = CreateRegistry(factory => factory.CreateCounter("x_total", "A counter.").Inc(3));

        await client.PushAsync(registry, TestContext.Current.CancellationToken);

        Assert.Empty(encodings);
        Assert.Equal(3, (await gateway.FindGroupAsync("job"))!.Value("x_total"));
    }

    //
    [Theory]
    [InlineData(null)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_long_body_arrives_in_chunks(bool? expectsContinue)
    {
        await using var gateway = await PushgatewayServer.StartAsync();
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        http.DefaultRequestHeaders.ExpectContinue = expectsContinue;
        using var client = new PushgatewayClient(http, new PushgatewayTarget(gateway.Address.AbsoluteUri, "job"));
        using var registry = CreateRegistry(factory =>
        {
            var family = factory.CreateCounter("x_total", "A counter.", "number");
            for (var i = 0; i < 5_000; i++)
            {
                family.WithLabels($"{i}").Inc(i);
            }
        });

        await client.PushAsync(registry, TestContext.Current.CancellationToken);

        var group = (await gateway.FindGroupAsync("job"))!;
        Assert.Equal(5_000, group.Families["x_total"].GetProperty("metrics").GetArrayLength());
        Assert.Equal(4_999, group.Value("x_total", ("number", "4999")));
    }

    private static MetricRegistry CreateRegistry(Action<MetricFactory> create)
    {
        var registry = new MetricRegistry();
        create(new MetricFactory(registry));
        return registry;
    }

    private static ByteArrayContent Compress(HttpContent content)
    {
        var body = new MemoryStream();
        using (var gzip = new GZipStream(body, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Read(content));
        }

        return new ByteArrayContent(body.ToArray()) { Headers = { ContentEncoding = { "gzip" } } };
    }

    private static byte[] Read(HttpContent content)
    {
        var body = new MemoryStream();
        content.CopyToAsync(body, TestContext.Current.CancellationToken).GetAwaiter().GetResult();
        return body.ToArray();
    }

    /// <summary>Sends other content than that of the client.</summary>
    private sealed class ChangingHandler(Func<HttpContent, HttpContent> change)
        : DelegatingHandler(new SocketsHttpHandler { UseProxy = false })
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Content = change(request.Content!);
            return base.SendAsync(request, cancellationToken);
        }
    }

    private sealed class UnknownAndGaugeHistogram : ICollector
    {
        private static readonly MetricDescriptor Anything = new(MetricType.Unknown, "anything", "An unknown metric.");
        private static readonly MetricDescriptor QueueSize = new(MetricType.GaugeHistogram, "queue_size", "A gauge histogram.");

        public IReadOnlyList<MetricDescriptor> Descriptors => [Anything, QueueSize];

        public void Collect(MetricVisitor visitor, in CollectionRequest request)
        {
            visitor.BeginFamily(Anything);
            visitor.Unknown(LabelSet.Empty, new UnknownSample(5));
            visitor.EndFamily();
            visitor.BeginFamily(QueueSize);
            visitor.Histogram(LabelSet.Empty, new HistogramSample([1], [1, 1], 3));
            visitor.EndFamily();
        }
    }
}
