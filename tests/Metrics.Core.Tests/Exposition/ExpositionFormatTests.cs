using System.Buffers;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Exposition;

namespace PrometheusMetrics.Tests.Exposition;

public sealed class ExpositionFormatTests
{
    [Fact]
    public void The_formats_have_exact_content_types() // R-132, R-141
    {
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", ExpositionFormat.Text.ContentType);
        Assert.Equal(
            "application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=underscores", ExpositionFormat.OpenMetrics.ContentType);
        Assert.Equal(ExpositionFormat.Text.ContentType, ExpositionFormat.Text.ToString());
        Assert.Equal(ExpositionFormat.Text.ContentType, ExpositionFormat.PushedText.ContentType);
    }

    [Fact]
    public void A_text_that_is_pushed_has_no_timestamps()
    {
        var gauge = new MetricDescriptor(MetricType.Gauge, "g", "");
        foreach (var format in (ExpositionFormat[])[ExpositionFormat.PushedText, ExpositionFormat.PushedUtf8Text])
        {
            Assert.EndsWith("\ng 1\n", Body.Of(
                format, gauge, visitor => visitor.Gauge(LabelSet.Empty, new GaugeSample(1) { Timestamp = DateTimeOffset.UnixEpoch })));
        }
    }

    [Fact]
    public void Each_format_exists_once()
    {
        Assert.Same(ExpositionFormat.Text, ExpositionFormat.Text);
        Assert.Same(ExpositionFormat.Text, ContentNegotiation.Choose("text/plain;version=0.0.4"));
        Assert.Same(ExpositionFormat.OpenMetrics, ContentNegotiation.Choose("application/openmetrics-text"));
        Assert.Same(ExpositionFormat.OpenMetrics, ContentNegotiation.Choose("application/openmetrics-text;escaping=underscores"));
        Assert.Same(ExpositionFormat.OpenMetrics2, ContentNegotiation.Choose("application/openmetrics-text;version=2.0.0"));
        Assert.Same(
            ExpositionFormat.Protobuf,
            ContentNegotiation.Choose("application/vnd.google.protobuf;encoding=delimited;proto=io.prometheus.client.MetricFamily"));
    }

    [Theory]
    [InlineData("text/plain;version=0.0.4;escaping=allow-utf-8")] // R-231
    [InlineData("text/plain;version=1.0.0;escaping=values")] // R-136
    [InlineData("text/plain;version=1.0.0")]
    public void Every_text_has_the_same_bytes(string accept) =>
        Assert.Equal(Body.Of(ExpositionFormat.Text, AllTypes.Write), Body.Of(ContentNegotiation.Choose(accept), AllTypes.Write));

    [Theory]
    [InlineData("application/openmetrics-text;escaping=allow-utf-8")]
    [InlineData("application/openmetrics-text;escaping=values")]
    [InlineData("application/openmetrics-text;version=0.0.1")] // R-222
    public void Every_OpenMetrics_has_the_same_bytes(string accept) =>
        Assert.Equal(Body.Of(ExpositionFormat.OpenMetrics, AllTypes.Write), Body.Of(ContentNegotiation.Choose(accept), AllTypes.Write));

    [Fact]
    public void The_built_in_formats_are_listed_with_the_plainest_first() => Assert.Equal(
        [
            "text/plain; version=0.0.4; charset=utf-8",
            "text/plain; version=1.0.0; charset=utf-8; escaping=underscores",
            "application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=underscores",
            "application/openmetrics-text; version=0.0.1; charset=utf-8",
            "application/openmetrics-text; version=2.0.0; charset=utf-8; escaping=underscores",
            "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited; escaping=underscores",
        ],
        ExpositionFormat.BuiltIn.ToArray().Select(format => format.ContentType));

    [Theory]
    [InlineData("")]
    [InlineData("text")]
    [InlineData("text/")]
    [InlineData("/plain")]
    [InlineData("text/*")]
    [InlineData("*/*")]
    [InlineData("text/plain, text/html")]
    [InlineData("text/plain; version")]
    [InlineData("text/plain; version=")]
    [InlineData("text/plain; version = 1")]
    [InlineData("text/plain; version=\"1")]
    [InlineData("text/plain version=1")]
    [InlineData("text/plain; q=1")]
    [InlineData("text/plain; version=1; Version=2")]
    [InlineData("text/plain; version=\"1\r\nX: y\"")]
    [InlineData("text/plain; version=\"é\"")]
    public void What_is_no_media_type_is_refused(string contentType)
    {
        var exception = Assert.Throws<ArgumentException>(nameof(contentType), () => new NamedFormat(contentType));

        Assert.StartsWith(
            $"'{contentType.Replace("\r\n", @"\r\n", StringComparison.Ordinal)}' is not a media type: " +
            "write it as a Content-Type header has it, such as 'text/plain; version=1.0.0', with each parameter once and without q.",
            exception.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited; escaping=values")]
    [InlineData("text/plain;version=\"1;0\"")]
    public void A_media_type_is_kept_as_it_is(string contentType)
    {
        Assert.Equal(contentType, new NamedFormat(contentType).ContentType);
        Assert.Throws<ArgumentNullException>(nameof(contentType), () => new NamedFormat(null!));
    }

    [Fact]
    public void A_quoted_parameter_is_compared_without_its_backslashes()
    {
        var format = new NamedFormat("text/x; version=\"1\\;0\"");

        Assert.Same(format, ContentNegotiation.Choose("text/x;version=\"1;\\0\"", ExpositionFormat.Text, format));
        Assert.Same(ExpositionFormat.Text, ContentNegotiation.Choose("text/x;version=\"1\\\\;0\"", ExpositionFormat.Text, format));
    }

    private sealed class NamedFormat(string contentType) : ExpositionFormat(contentType)
    {
        public override ExpositionWriter CreateWriter(IBufferWriter<byte> output) => throw new NotSupportedException();
    }
}
