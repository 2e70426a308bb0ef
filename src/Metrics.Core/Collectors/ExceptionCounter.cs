using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Collectors;

/// <summary>Counts the exceptions that are thrown in the process, by type.</summary>
/// <remarks>It listens to <see cref="AppDomain.FirstChanceException"/> from construction to <see cref="Dispose"/>. That event comes on the thread
/// that throws, before any handler runs: so what happens here is a lookup and an addition, takes no lock but for the first exception of a type,
/// and lets nothing escape.</remarks>
/// <threadsafety>Every member may be used from any thread.</threadsafety>
internal sealed class ExceptionCounter : IDisposable
{
    /// <summary>How many types get a series of their own.</summary>
    internal const int MaxTypes = 100;

    /// <summary>The type of the series that counts all further types.</summary>
    internal const string OtherTypes = "_other";

    [ThreadStatic]
    private static bool _listening;

    private readonly ConcurrentDictionary<string, Series> _byType = new(StringComparer.Ordinal);
    private readonly Lock _adding = new();
    private readonly TimeProvider _clock;
    private readonly Series _others;

    // Replaced, never changed, so that a report reads it without a lock.
    private volatile Series[] _inOrder = [];

    /// <summary>Begins to count.</summary>
    /// <param name="clock">Tells when a series begins.</param>
    public ExceptionCounter(TimeProvider clock)
    {
        _clock = clock;
        _others = NewSeries(OtherTypes);
        AppDomain.CurrentDomain.FirstChanceException += Listen;
    }

    /// <summary>The family that <see cref="Report"/> reports.</summary>
    public static MetricDescriptor Descriptor { get; } = new(
        MetricType.Counter,
        "dotnet_exceptions_total",
        "Number of exceptions thrown by managed code, caught ones included; one that is thrown again, as await does, counts again.",
        "type");

    /// <summary>Counts one exception.</summary>
    /// <param name="typeName">The name of its type.</param>
    public void Record(string typeName)
    {
        var series = _byType.TryGetValue(typeName, out var known) ? known : Add(typeName);
        series.Increment();
    }

    /// <summary>Reports one series per type, in the order of their first appearance; nothing before the first exception.</summary>
    public void Report(MetricVisitor visitor)
    {
        var all = _inOrder;
        var others = _others.Count;
        if (all.Length == 0 && others == 0)
        {
            return;
        }

        visitor.BeginFamily(Descriptor);
        foreach (var series in all)
        {
            visitor.Counter(series.Labels, new CounterSample(series.Count) { Created = series.Created });
        }

        if (others > 0)
        {
            visitor.Counter(_others.Labels, new CounterSample(others) { Created = _others.Created });
        }

        visitor.EndFamily();
    }

    /// <summary>Stops counting.</summary>
    public void Dispose() => AppDomain.CurrentDomain.FirstChanceException -= Listen;

    private void Listen(object? sender, FirstChanceExceptionEventArgs e)
    {
        // An exception that is thrown and caught below raises the event again on this thread.
        if (_listening)
        {
            return;
        }

        _listening = true;
        try
        {
            Record(e.Exception.GetType().ToString());
        }
        catch (Exception)
        {
            // Out of memory, most likely. What escapes from here would end the process, and a count is not worth that.
        }
        finally
        {
            _listening = false;
        }
    }

    private Series Add(string typeName)
    {
        // A class may be called "_other" too: a second series with these labels would be illegal.
        if (_inOrder.Length == MaxTypes || typeName == OtherTypes)
        {
            return _others;
        }

        // Made before the lock: a clock may be anybody's code, and whoever throws may hold a lock that it wants.
        var added = NewSeries(typeName);
        lock (_adding)
        {
            if (_byType.TryGetValue(typeName, out var known))
            {
                return known;
            }

            if (_inOrder.Length == MaxTypes)
            {
                return _others;
            }

            _inOrder = [.. _inOrder, added];
            _byType[typeName] = added;
            return added;
        }
    }

    private Series NewSeries(string typeName) => new(Descriptor.Labels(typeName), _clock.GetUtcNow());

    private sealed class Series(LabelSet labels, DateTimeOffset created)
    {
        private long _count;

        public LabelSet Labels { get; } = labels;

        public DateTimeOffset Created { get; } = created;

        public long Count => Interlocked.Read(ref _count);

        public void Increment() => Interlocked.Increment(ref _count);
    }
}
