using Microsoft.AspNetCore.Http;
using PrometheusMetrics.AspNetCore;

namespace PrometheusMetrics.Tests.AspNetCore.HttpMetrics;

public sealed class RequestBodyCounterTests
{
    [Fact]
    public void Each_single_byte_is_counted_even_if_it_is_zero_and_the_end_is_none()
    {
        var context = new DefaultHttpContext { Request = { Body = new MemoryStream([0, 1, 255]) } };
        var counter = RequestBodyCounter.Start(context)!;

        Assert.Equal([0, 1, 255, -1], Enumerable.Range(0, 4).Select(_ => context.Request.Body.ReadByte()));

        Assert.Equal(3, counter.Bytes);
    }
}
