using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Collectors;

/// <summary>Counts the exceptions that are thrown in the process, by type.</summary>
/// <remarks>It listens to <see cref="AppDomain.FirstChanceException"/> from construction to <see cref="Dispose"/>. That event comes on the thread
/// that throws, before any handler runs: so what happens here is a lookup and an addition, takes no lock but for the first exception of a type,
/// and lets nothing escape.</remarks>
/// <threadsafety>Every member may be used from any thread.</threadsafety>
internal sealed class ExceptionCounter : IStreamableFamily, IDisposable
{
    /// <summary>How many types get a series of their own.</summary>
    internal const int MaxTypes = 100;

    /// <summary>The type of the series that counts all further types.</summary>
    internal const string OtherTypes = "_other";

    [ThreadStatic]
    private static bool _listening;

    private readonly ConcurrentDictionary<string, TypeSeries> _byType = new(StringComparer.Ordinal);
    private readonly Lock _adding = new();
    private readonly TimeProvider _timeProvider;
    private readonly TypeSeries _others;

    // Replaced, never changed, so that a report reads it without a lock. The series of all further types comes last, once it is needed.
    private volatile TypeSeries[] _inOrder = [];
    private volatile bool _hasOthers;
    private volatile int _types;

    /// <summary>Begins to count.</summary>
    /// <param name="timeProvider">Tells when a series begins.</param>
    public ExceptionCounter(TimeProvider timeProvider)
    {
        _timeProvider = timeProvider;
        _others = NewSeries(OtherTypes);
        AppDomain.CurrentDomain.FirstChanceException += Listen;
    }

    public MetricDescriptor Descriptor { get; } = new(
        MetricType.Counter,
        "dotnet_exceptions_total",
        "Number of exceptions thrown by managed code, caught ones included; one that is thrown again, as await does, counts again.",
        "error_type");

    // Nothing is said of exceptions before the first one.
    public bool IsOmittedWhenEmpty => true;

    public ReadOnlyMemory<Series> ReadSeries() => _inOrder;

    /// <summary>Counts one exception.</summary>
    /// <param name="typeName">The name of its type.</param>
    public void Record(string typeName)
    {
        var series = _byType.TryGetValue(typeName, out var known) ? known : Add(typeName);
        series.Increment();
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
            Record(e.Exception.GetType().Name);
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

    private TypeSeries Add(string typeName)
    {
        // A class may be called "_other" too: a second series with these labels would be illegal.
        if (_types == MaxTypes || typeName == OtherTypes)
        {
            return AddOthers();
        }

        // Made before the lock: a clock may be anybody's code, and whoever throws may hold a lock that it wants.
        var added = NewSeries(typeName);
        lock (_adding)
        {
            if (_byType.TryGetValue(typeName, out var known))
            {
                return known;
            }

            if (_types < MaxTypes)
            {
                _inOrder = _hasOthers ? [.. _inOrder.SkipLast(1), added, _others] : [.. _inOrder, added];
                _byType[typeName] = added;
                _types++;
                return added;
            }
        }

        return AddOthers();
    }

    private TypeSeries AddOthers()
    {
        if (!_hasOthers)
        {
            lock (_adding)
            {
                if (!_hasOthers)
                {
                    _inOrder = [.. _inOrder, _others];
                    _hasOthers = true;
                }
            }
        }

        return _others;
    }

    private TypeSeries NewSeries(string typeName) => new(Descriptor.Labels(typeName), _timeProvider.GetUtcNow());

    private sealed class TypeSeries(LabelSet labels, DateTimeOffset created) : Series(labels)
    {
        private long _count;

        public void Increment() => Interlocked.Increment(ref _count);

        public override void Collect(MetricVisitor visitor) =>
            visitor.Counter(Labels, new CounterSample(Interlocked.Read(ref _count)) { Created = created });
    }
}
