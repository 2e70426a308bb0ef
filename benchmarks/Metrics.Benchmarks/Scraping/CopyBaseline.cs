using PrometheusMetrics.Benchmarks.Operations;

namespace PrometheusMetrics.Benchmarks.Scraping;

/// <summary>The least that any exporter could do: it copies a finished body into a buffer of 64 KB, part by part.</summary>
internal sealed class CopyBaseline : IScrapeSubject
{
    private readonly byte[] _body;
    private readonly byte[] _buffer = new byte[64 * 1024];

    public CopyBaseline(byte[] body) => _body = body;

    public IReadOnlyList<(string Name, Func<long> Scrape)> Scrapes => [("copying the finished body", Copy)];

    public void AddCounter(int family, LabelValues labels, double value)
    {
    }

    public void AddHistogram(int family, LabelValues labels, double[] observations)
    {
    }

    public void ChangeCounters()
    {
    }

    public void Dispose()
    {
    }

    private long Copy()
    {
        for (var position = 0; position < _body.Length; position += _buffer.Length)
        {
            _body.AsSpan(position, Math.Min(_buffer.Length, _body.Length - position)).CopyTo(_buffer);
        }

        return _body.Length;
    }
}
