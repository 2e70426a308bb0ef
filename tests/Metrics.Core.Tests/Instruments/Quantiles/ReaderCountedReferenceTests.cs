using PrometheusMetrics.Instruments;

namespace PrometheusMetrics.Tests.Instruments.Quantiles;

public sealed class ReaderCountedReferenceTests
{
    [Fact]
    public void The_writer_gets_the_replaced_object_back_if_there_is_no_reader()
    {
        var published = new ReaderCountedReference<string>("first");

        Assert.Equal("first", published.Replace("second"));
        Assert.Equal("second", published.Enter());
        published.Leave();
        Assert.Equal("second", published.Replace("third"));
    }

    [Fact]
    public void The_writer_never_gets_an_object_that_a_reader_has()
    {
        var published = new ReaderCountedReference<string>("first");
        var first = published.Enter();
        var second = "second";

        Assert.Null(published.Replace(second));
        Assert.Equal("first", first);
        Assert.Same(second, published.Enter());
        published.Leave();
        Assert.Null(published.Replace("third"));
        published.Leave();
        Assert.Equal("third", published.Replace("fourth"));
    }
}
