using PrometheusMetrics.Collection;
using PrometheusMetrics.Export;
using PrometheusMetrics.Exposition;

namespace PrometheusMetrics.AspNetCore;

/// <summary>Bodies of whole scrapes, each of which is sent for some time to every client that requests the same.</summary>
internal sealed class ScrapeCache
{
    private readonly IMetricSource _source;
    private readonly TimeSpan _duration;
    private readonly TimeProvider _timeProvider;
    private readonly Lock _gate = new();
    private readonly Dictionary<Key, Entry> _entries = [];

    public ScrapeCache(IMetricSource source, TimeSpan duration, TimeProvider timeProvider)
    {
        _source = source;
        _duration = duration;
        _timeProvider = timeProvider;
    }

    /// <summary>Returns the body, whose collection began no longer ago than the duration. Clients that request it at the same time share
    /// one collection. It depends on none of them: one that disconnects, or sends a short timeout, spoils no body of another.</summary>
    /// <param name="format">The format.</param>
    /// <param name="compression">The compression.</param>
    /// <param name="order">The order of the families, or null for that of scrapers.</param>
    /// <returns>The body. The task fails with the exceptions of <see cref="IMetricSource.ReadAsync"/>.</returns>
    public Task<ReadOnlyMemory<byte>> GetAsync(ExpositionFormat format, BodyCompression compression, IComparer<MetricDescriptor>? order)
    {
        var key = new Key(format, compression, order);
        lock (_gate)
        {
            if (!_entries.TryGetValue(key, out var entry) || !IsFresh(entry))
            {
                entry = new Entry(_timeProvider.GetTimestamp(), Task.Run(() => CollectAsync(key)));
                _entries[key] = entry;
            }

            return entry.Body;
        }
    }

    private bool IsFresh(Entry entry) => !entry.Body.IsCompleted
        || (entry.Body.IsCompletedSuccessfully && _timeProvider.GetElapsedTime(entry.Start) < _duration);

    private async Task<ReadOnlyMemory<byte>> CollectAsync(Key key)
    {
        using var reader = await _source.ReadAsync(new() { Escaping = key.Format.Escaping, Order = key.Order });
        using var body = new MemoryStream();
        await ExpositionSerializer.WriteAsync(reader, key.Format, body, compression: key.Compression);
        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }

    private readonly record struct Key(ExpositionFormat Format, BodyCompression Compression, IComparer<MetricDescriptor>? Order);

    private sealed record Entry(long Start, Task<ReadOnlyMemory<byte>> Body);
}
