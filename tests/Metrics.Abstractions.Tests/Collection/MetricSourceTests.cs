using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Tests.Collection;

public class MetricSourceTests
{
    [Fact]
    public async Task A_source_without_an_asynchronous_read_has_that_of_its_synchronous_one()
    {
        var source = new Source();
        var request = new CollectionRequest { Deadline = DateTimeOffset.UnixEpoch };

        Assert.Same(source.Reader, await ((IMetricSource)source).ReadAsync(request));
        Assert.Equal(request, source.Asked);
    }

    private sealed class Source : IMetricSource
    {
        public Nothing Reader { get; } = new();

        public CollectionRequest Asked { get; private set; }

        public IMetricReader Read(in CollectionRequest request = default)
        {
            Asked = request;
            return Reader;
        }
    }

    private sealed class Nothing : IMetricReader
    {
        public bool Read(MetricVisitor visitor) => false;

        public void Dispose()
        {
        }
    }
}
