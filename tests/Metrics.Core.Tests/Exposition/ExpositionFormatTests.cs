using PrometheusMetrics.Exposition;

namespace PrometheusMetrics.Tests.Exposition;

public sealed class ExpositionFormatTests
{
    [Fact]
    public void The_formats_have_exact_content_types()
    {
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", ExpositionFormat.Text.ContentType);
        Assert.Equal("application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=underscores", ExpositionFormat.OpenMetrics.ContentType);
        Assert.Equal(ExpositionFormat.Text.ContentType, ExpositionFormat.Text.ToString());
    }

    [Fact]
    public void Each_format_exists_once()
    {
        Assert.Same(ExpositionFormat.Text, ExpositionFormat.Text);
        Assert.Same(ExpositionFormat.Text, ContentNegotiation.Choose("text/plain;version=0.0.4"));
        Assert.Same(ExpositionFormat.OpenMetrics, ContentNegotiation.Choose("application/openmetrics-text"));
        Assert.Same(ExpositionFormat.OpenMetrics, ContentNegotiation.Choose("application/openmetrics-text;escaping=underscores"));
    }

    [Theory]
    [InlineData("text/plain;version=0.0.4;escaping=allow-utf-8")]
    [InlineData("text/plain;version=1.0.0;escaping=values")]
    [InlineData("text/plain;version=1.0.0")]
    public void Every_text_has_the_same_bytes(string accept) =>
        Assert.Equal(Body.Of(ExpositionFormat.Text, AllTypes.Write), Body.Of(ContentNegotiation.Choose(accept), AllTypes.Write));

    [Theory]
    [InlineData("application/openmetrics-text;escaping=allow-utf-8")]
    [InlineData("application/openmetrics-text;escaping=values")]
    [InlineData("application/openmetrics-text;version=0.0.1")]
    public void Every_OpenMetrics_has_the_same_bytes(string accept) =>
        Assert.Equal(Body.Of(ExpositionFormat.OpenMetrics, AllTypes.Write), Body.Of(ContentNegotiation.Choose(accept), AllTypes.Write));
}
