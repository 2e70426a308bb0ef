namespace PrometheusMetrics.AspNetCore;

/// <summary>Limits how many users something has at once. None waits for another.</summary>
internal sealed class ConcurrencyLimit
{
    private readonly int _max;
    private int _count;

    public ConcurrencyLimit(int max) => _max = max;

    /// <summary>Takes a place.</summary>
    /// <returns>The place, to be released; null if there is none.</returns>
    public Place? TryEnter()
    {
        int count;
        do
        {
            count = Volatile.Read(ref _count);
            if (count >= _max)
            {
                return null;
            }
        }
        while (Interlocked.CompareExchange(ref _count, count + 1, count) != count);

        return new Place(this);
    }

    /// <summary>A place, which is released once, however often it is disposed.</summary>
    public sealed class Place : IDisposable
    {
        private ConcurrencyLimit? _limit;

        public Place(ConcurrencyLimit limit) => _limit = limit;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _limit, null) is { } limit)
            {
                Interlocked.Decrement(ref limit._count);
            }
        }
    }
}
