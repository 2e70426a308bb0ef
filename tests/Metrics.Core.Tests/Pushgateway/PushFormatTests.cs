using System.IO.Compression;
using System.Net;
using System.Text;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Export;
using PrometheusMetrics.Pushgateway;
using PrometheusMetrics.Tests.Exposition.Protobuf;
using PrometheusMetrics.Tests.Support;
using PrometheusMetrics.Tests.Support.Parsing;
using MetricType = PrometheusMetrics.Collection.MetricType;
using WireType = PrometheusMetrics.Tests.Exposition.Protobuf.MetricType;

namespace PrometheusMetrics.Tests.Pushgateway;

/// <summary>What pushes are made of, in each format.</summary>
public class PushFormatTests : EngineTest
{
    private readonly StubHandler _gateway = new(HttpStatusCode.OK);

    // with another content type the gateway would read text.
    [Fact]
    public async Task Protobuf_has_the_content_type_that_the_gateway_compares()
    {
        Factory.CreateCounter("x", "Help.").Inc(3);

        var result = await PushAsync(PushFormat.Protobuf);

        var request = Assert.Single(_gateway.Requests);
        Assert.Equal(
            "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited", request.ContentType);
        Assert.Equal(3, Assert.Single(Assert.Single(ProtobufReader.Parse(request.Bytes)).Series).Value);
        Assert.Equal(new PushResult(1, request.Bytes.Length), result);
    }

    //
    [Fact]
    public async Task Protobuf_has_native_histograms_and_created_timestamps()
    {
        Factory.CreateHistogram("x", "Help.", new HistogramOptions { Native = new() }).Observe(3);

        await PushAsync(PushFormat.Protobuf);

        var histogram = Assert.Single(Assert.Single(ProtobufBody.Parse(Assert.Single(_gateway.Requests).Bytes)).Metric).Histogram;
        Assert.Equal([1L], histogram.PositiveDelta);
        Assert.Equal(Clock.UtcNow, histogram.CreatedTimestamp.ToDateTimeOffset());
    }

    //
    [Fact]
    public async Task The_parts_of_a_family_are_one_message()
    {
        Factory.WithConstantLabels(("part", "1")).CreateObservableGauge("x", "", () => 1);
        Factory.WithConstantLabels(("part", "2")).CreateObservableGauge("x", "", () => 2);

        await PushAsync(PushFormat.Protobuf);

        var messages = ProtobufBody.Parse(Assert.Single(_gateway.Requests).Bytes).Where(message => message.Name == "x");
        Assert.Equal([1, 2], Assert.Single(messages).Metric.Select(metric => metric.Gauge.Value));
    }

    //
    [Fact]
    public async Task No_push_has_timestamps()
    {
        var family = new MetricDescriptor(MetricType.Gauge, "x", "");
        Registry.Register(new TestCollector([family], visitor =>
        {
            visitor.BeginFamily(family);
            visitor.Gauge(LabelSet.Empty, new GaugeSample(1) { Timestamp = Clock.UtcNow });
            visitor.EndFamily();
        }));

        await PushAsync(PushFormat.Text);
        await PushAsync(PushFormat.Protobuf);

        Assert.Contains("\nx 1\n", _gateway.Requests[0].Body, StringComparison.Ordinal);
        Assert.Null(Assert.Single(ProtobufReader.Parse(_gateway.Requests[1].Bytes).Single(read => read.Name == "x").Series).Timestamp);
    }

    // The gateway accepts a gauge histogram, and then has no page any more.
    [Fact]
    public async Task A_gauge_histogram_is_pushed_as_a_histogram()
    {
        var family = new MetricDescriptor(MetricType.GaugeHistogram, "x", "");
        Registry.Register(new TestCollector([family], visitor =>
        {
            visitor.BeginFamily(family);
            visitor.Histogram(LabelSet.Empty, new HistogramSample([1], [1, 1], 3));
            visitor.EndFamily();
        }));

        await PushAsync(PushFormat.Protobuf);

        var message = ProtobufBody.Parse(Assert.Single(_gateway.Requests).Bytes).Single(message => message.Name == "x");
        Assert.Equal((WireType.Histogram, 2UL), (message.Type, Assert.Single(message.Metric).Histogram.SampleCount));
    }

    // some gateways compare the name of the encoding in lower case.
    [Theory]
    [InlineData(10)]
    [InlineData(20_000)]
    public async Task Gzip_is_named_in_lower_case(int series)
    {
        var family = Factory.CreateCounter("x", "Help.", ["number"], new CounterOptions { SeriesLimit = 200_000 });
        for (var i = 0; i < series; i++)
        {
            family.WithLabels($"{i * 7919L % 104_729}").Inc(i);
        }

        await PushAsync(PushFormat.Text);
        var result = await PushAsync(PushFormat.Text, BodyCompression.Gzip);

        Assert.Empty(_gateway.Requests[0].Encodings);
        Assert.Equal(["gzip"], _gateway.Requests[1].Encodings);
        Assert.Equal(_gateway.Requests[0].Body, Decompress(_gateway.Requests[1].Bytes));
        Assert.Equal(new PushResult(series, _gateway.Requests[1].Bytes.Length), result);
    }

    // snappy would be read by few gateways.
    // other encodings are ignored, and the body is read as text.
    [Fact]
    public void There_is_no_other_compression() => Assert.Equal(["None", "Gzip"], Enum.GetNames<BodyCompression>());

    //
    [Fact]
    public async Task A_gateway_that_accepts_UTF8_names_gets_them_as_they_are()
    {
        using var registry = new MetricRegistry(new MetricRegistryOptions { NameValidation = NameValidation.Utf8 });
        new MetricFactory(registry).CreateGauge("queue.size", "Help.", "shop.kind").WithLabels("1").Set(3);
        var target = new PushgatewayTarget("gateway", "a", NameValidation.Utf8, ("foo.bar", "baz"));

        await new PushgatewayClient(new HttpClient(_gateway), target).PushAsync(registry);

        var request = Assert.Single(_gateway.Requests);
        Assert.Equal("http://gateway/metrics/job/a/U__foo_2e_bar/baz", request.Address);
        Assert.Equal("# HELP \"queue.size\" Help.\n# TYPE \"queue.size\" gauge\n{\"queue.size\",\"shop.kind\"=\"1\"} 3\n", request.Body);
    }

    // a gateway without the flag would accept them, and then fail every scrape.
    [Fact]
    public void UTF8_names_are_not_pushed_in_protobuf()
    {
        var target = new PushgatewayTarget("gateway", "a", NameValidation.Utf8);

        var refusal = Assert.Throws<ArgumentException>(
            () => new PushgatewayClient(new HttpClient(_gateway), target, new PushgatewayClientOptions { Format = PushFormat.Protobuf }));

        Assert.Equal(
            "UTF-8 names are only pushed as text: a gateway that does not support them accepts them in protobuf, and then fails every " +
            "scrape. Set Format to Text, or create the target without NameValidation.Utf8. (Parameter 'format')",
            refusal.Message);
    }

    [Fact]
    public void What_is_no_format_or_compression_is_refused()
    {
        Assert.StartsWith(
            "There is no such format: use Text or Protobuf.",
            Assert.Throws<ArgumentOutOfRangeException>(() => new PushgatewayClientOptions { Format = (PushFormat)2 }).Message,
            StringComparison.Ordinal);
        Assert.StartsWith(
            "There is no such compression: use None or Gzip.",
            Assert.Throws<ArgumentOutOfRangeException>(() => new PushgatewayClientOptions { Compression = (BodyCompression)2 }).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => new PushgatewayClientOptions { TimeProvider = null! });
    }

    // 10 MB would be an array on the heap of large objects otherwise. Protobuf keeps one family in memory.
    [Theory]
    [InlineData(PushFormat.Text)]
    [InlineData(PushFormat.Protobuf)]
    public void A_hundred_thousand_series_need_a_buffer_only(PushFormat format)
    {
        for (var number = 0; number < 10; number++)
        {
            var family = Factory.CreateCounter($"a_counter_with_a_name_of_a_usual_length_{number}_total", "Help.", "number");
            for (var i = 0; i < 10_000; i++)
            {
                family.WithLabels($"a value of a usual length {i}").Inc(i);
            }
        }

        var handler = new MeasuringHandler();
        using var client = new PushgatewayClient(
            new HttpClient(handler), new PushgatewayTarget("gateway", "a"), new PushgatewayClientOptions { Format = format });
        var allocated = Allocations.InTheLongRun(() => client.PushAsync(Registry).GetAwaiter().GetResult());

        Assert.InRange(handler.Length, 5_000_000, long.MaxValue);
        Assert.InRange(handler.LongestWrite, 1, 84_000);
        Assert.InRange(allocated, 0, 500_000);
    }

    private Task<PushResult> PushAsync(PushFormat format, BodyCompression compression = BodyCompression.None) =>
        new PushgatewayClient(
            new HttpClient(_gateway),
            new PushgatewayTarget("gateway", "a"),
            new PushgatewayClientOptions { Format = format, Compression = compression }).PushAsync(Registry);

    private static string Decompress(byte[] body)
    {
        using var gzip = new GZipStream(new MemoryStream(body), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <summary>A gateway that measures a body and keeps nothing of it.</summary>
    private sealed class MeasuringHandler : HttpMessageHandler
    {
        public long Length { get; private set; }

        public int LongestWrite { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Length = 0;
            await request.Content!.CopyToAsync(new MeasuringStream(this), cancellationToken);
            return new HttpResponseMessage(HttpStatusCode.OK) { RequestMessage = request };
        }

        private sealed class MeasuringStream(MeasuringHandler handler) : MemoryStream
        {
            public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
            {
                handler.Length += buffer.Length;
                handler.LongestWrite = Math.Max(handler.LongestWrite, buffer.Length);
                return ValueTask.CompletedTask;
            }
        }
    }
}
