using Microsoft.Extensions.Primitives;
using PrometheusMetrics.AspNetCore;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore.Scraping;

/// <summary>Which clients get a compressed body.</summary>
public sealed class AcceptEncodingTests
{
    [Theory]
    [InlineData("gzip")] // Prometheus; R-234
    [InlineData("GZip")]
    [InlineData("x-gzip")]
    [InlineData("gzip, deflate, br, zstd")] // browsers
    [InlineData("zstd;q=1, gzip;q=0.5")] // of the codings that a client names, gzip is the one that is served
    [InlineData("deflate;q=0.5,\tgzip ; q=0.1")]
    [InlineData("*")]
    [InlineData("*;q=0.5, identity;q=0.5")]
    [InlineData("identity;q=0, *;q=0.001")]
    [InlineData("gzip;q=0.5, *;q=0")]
    [InlineData("gzip, identity")]
    [InlineData("gzip;q=1.0;, x, gzip;Q=0.3")]
    [InlineData("br", "gzip")]
    [InlineData("", null, "gzip")]
    public void These_clients_want_gzip(params string?[] lines) => Assert.True(AcceptEncoding.PrefersGzip(new StringValues(lines)));

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("identity")]
    [InlineData("identity;q=0")]
    [InlineData("gzip;q=0")]
    [InlineData("gzip;q=0.000, *")]
    [InlineData("identity;q=1, *;q=0")]
    [InlineData("identity, *;q=0.5")]
    [InlineData("gzip;q=0.5, identity;q=0.6")]
    [InlineData("gzip;q=0, gzip;q=1")]
    [InlineData("deflate, br, zstd")]
    [InlineData("gzip2, xgzip, gz ip")]
    [InlineData("gzip;q=NaN")]
    [InlineData("gzip;q=-1")]
    [InlineData("gzip;q=1.1")]
    [InlineData("gzip;q=")]
    [InlineData("gzip;x=1")]
    [InlineData("gzip;")]
    [InlineData(";,;,=,\0")]
    public void These_clients_do_not(string? header) => Assert.False(AcceptEncoding.PrefersGzip(header));

    [Fact]
    public void A_long_header_allocates_nothing()
    {
        StringValues header = new([string.Join(',', Enumerable.Repeat("a;q=0.1", 4000)), "gzip"]);

        Assert.True(AcceptEncoding.PrefersGzip(header));
        Assert.Equal(0, Allocations.InTheLongRun(() => AcceptEncoding.PrefersGzip(header)));
    }
}
