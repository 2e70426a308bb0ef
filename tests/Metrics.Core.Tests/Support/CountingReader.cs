using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Tests.Support;

/// <summary>Counts the steps of another reader, and throws at one of them if a test requires that.</summary>
internal sealed class CountingReader(IMetricReader inner) : IMetricReader
{
    public int Steps { get; private set; }

    public int ThrowsAt { get; init; } = int.MaxValue;

    public bool IsDisposed { get; private set; }

    public bool Read(MetricVisitor visitor)
    {
        Steps++;

        // A type that nothing in the library throws or catches.
        return Steps == ThrowsAt ? throw new InvalidTimeZoneException() : inner.Read(visitor);
    }

    public void Dispose()
    {
        IsDisposed = true;
        inner.Dispose();
    }
}

/// <summary>Keeps the readers that it returned.</summary>
internal sealed class CountingSource(IMetricSource inner) : IMetricSource
{
    public List<CountingReader> Readers { get; } = [];

    public List<CollectionRequest> Requests { get; } = [];

    public IMetricReader Read(in CollectionRequest request = default)
    {
        Requests.Add(request);
        Readers.Add(new CountingReader(inner.Read(request)));
        return Readers[^1];
    }
}
