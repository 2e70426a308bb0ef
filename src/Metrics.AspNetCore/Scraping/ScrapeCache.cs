using PrometheusMetrics.Collection;
using PrometheusMetrics.Export;
using PrometheusMetrics.Exposition;

namespace PrometheusMetrics.AspNetCore;

/// <summary>Bodies of whole scrapes, each of which is sent for some time to every client that requests the same, and released at most the
/// same time later. There is one for each format, with its escaping scheme, compression and order, so their number is limited.</summary>
internal sealed class ScrapeCache
{
    // That of the default timeout of Prometheus: one client with a short timeout must not leave collectors out for the others.
    private static readonly TimeSpan MinTime = TimeSpan.FromSeconds(9.5);

    private readonly IMetricSource _source;
    private readonly TimeSpan _duration;
    private readonly TimeProvider _timeProvider;
    private readonly Lock _gate = new();
    private readonly Dictionary<Key, Entry> _entries = [];
    private ITimer? _release;

    public ScrapeCache(IMetricSource source, TimeSpan duration, TimeProvider timeProvider)
    {
        _source = source;
        _duration = duration;
        _timeProvider = timeProvider;
    }

    /// <summary>Returns the body, whose collection began no longer ago than the duration. Clients that request it at the same time share
    /// one collection. None of them spoils the body of another: by disconnecting, or by a short timeout.</summary>
    /// <param name="format">The format.</param>
    /// <param name="compression">The compression.</param>
    /// <param name="order">The order of the families, or null for that of scrapers.</param>
    /// <param name="time">The time that this client leaves for the collection, or null. It counts if it begins the collection.</param>
    /// <returns>The body. The task fails with the exceptions of <see cref="IMetricSource.ReadAsync"/>.</returns>
    public Task<ReadOnlyMemory<byte>> GetAsync(
        ExpositionFormat format, BodyCompression compression, IComparer<MetricDescriptor>? order, TimeSpan? time = null)
    {
        var key = new Key(format, compression, order);
        lock (_gate)
        {
            if (!_entries.TryGetValue(key, out var entry) || !IsFresh(entry))
            {
                entry = Begin(key, time);
            }

            return entry.Body;
        }
    }

    // Neither the collection, whose body other clients get too, nor the timer, which outlives the request, has the execution context of
    // the client that comes first.
    private Entry Begin(Key key, TimeSpan? time)
    {
        var flow = ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow();
        try
        {
            var entry = new Entry(_timeProvider.GetTimestamp(), Task.Run(() => CollectAsync(key, time)));
            Observe(entry.Body);
            _entries[key] = entry;
            _release ??= ReleaseAfter(_duration);
            return entry;
        }
        finally
        {
            flow?.Undo();
        }
    }

    private bool IsFresh(Entry entry) => !entry.Body.IsCompleted
        || (entry.Body.IsCompletedSuccessfully && _timeProvider.GetElapsedTime(entry.Start) < _duration);

    private ITimer ReleaseAfter(TimeSpan time) => _timeProvider.CreateTimer(
        static cache => ((ScrapeCache)cache!).ReleaseOld(), this, time, Timeout.InfiniteTimeSpan);

    // Otherwise the bodies for a client that never comes again would stay in memory.
    private void ReleaseOld()
    {
        lock (_gate)
        {
            foreach (var (key, entry) in _entries)
            {
                if (!IsFresh(entry))
                {
                    _entries.Remove(key);
                }
            }

            _release?.Dispose();
            _release = _entries.Count == 0 ? null : ReleaseAfter(_duration);
        }
    }

    // Every client may have gone when the collection fails.
    private static void Observe(Task body) => _ = body.ContinueWith(
        static body => body.Exception,
        CancellationToken.None,
        TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);

    private async Task<ReadOnlyMemory<byte>> CollectAsync(Key key, TimeSpan? time)
    {
        using var reader = await _source.ReadAsync(new()
        {
            Escaping = key.Format.Escaping,
            Order = key.Order,
            Deadline = time is { } asked ? _timeProvider.GetUtcNow() + (asked > MinTime ? asked : MinTime) : null,
        });
        using var body = new MemoryStream();
        await ExpositionSerializer.WriteAsync(reader, key.Format, body, compression: key.Compression);
        return body.ToArray();
    }

    private readonly record struct Key(ExpositionFormat Format, BodyCompression Compression, IComparer<MetricDescriptor>? Order);

    private sealed record Entry(long Start, Task<ReadOnlyMemory<byte>> Body);
}
