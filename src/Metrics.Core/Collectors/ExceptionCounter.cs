using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Collectors;

/// <summary>Counts the exceptions that are thrown in the process, by type.</summary>
/// <remarks>It handles <see cref="AppDomain.FirstChanceException"/> from construction to <see cref="Dispose"/>. The event is raised on the
/// throwing thread, before any catch block runs. Its handler is therefore a lookup and an addition, takes a lock only for the first
/// exception of a type, and throws nothing.</remarks>
/// <threadsafety>Every member may be used from any thread.</threadsafety>
internal sealed class ExceptionCounter : IStreamableFamily, IDisposable
{
    /// <summary>The maximum number of types that have their own series.</summary>
    internal const int MaxTypes = 100;

    /// <summary>The type of the series that counts all further types.</summary>
    internal const string OtherTypes = "_other";

    [ThreadStatic]
    private static bool _listening;

    private readonly ConcurrentDictionary<string, TypeSeries> _byType = new(StringComparer.Ordinal);
    private readonly Lock _adding = new();
    private readonly TimeProvider _timeProvider;
    private readonly TypeSeries _others;

    // Copy-on-write, so that a collection reads it without a lock. The series of all further types is added when needed, and stays last.
    private volatile TypeSeries[] _inOrder = [];
    private volatile bool _hasOthers;
    private volatile int _types;

    /// <summary>Creates the counter and starts counting.</summary>
    /// <param name="timeProvider">The time provider for the creation time of each series.</param>
    public ExceptionCounter(TimeProvider timeProvider)
    {
        _timeProvider = timeProvider;
        _others = NewSeries(OtherTypes);
        AppDomain.CurrentDomain.FirstChanceException += Listen;
    }

    public MetricDescriptor Descriptor { get; } = new(
        MetricType.Counter,
        "dotnet_exceptions_total",
        "Number of exceptions thrown by managed code, including handled ones. " +
            "An exception that is rethrown, as await does, is counted again.",
        "error_type");

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
        // An exception that is thrown and caught inside the handler raises the event again on this thread.
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
            // Most likely out of memory. An exception thrown by this handler would end the process, so the count is lost instead.
        }
        finally
        {
            _listening = false;
        }
    }

    private TypeSeries Add(string typeName)
    {
        // A class may be called "_other" too: a second series with these labels would be invalid.
        if (_types == MaxTypes || typeName == OtherTypes)
        {
            return AddOthers();
        }

        // Created before the lock is taken, to avoid a deadlock: a time provider may be application code that takes a lock, and a thread
        // that throws may hold that lock.
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

    private sealed class TypeSeries(LabelSet labels, DateTimeOffset created) : StreamedSeries(labels)
    {
        private long _count;

        public void Increment() => Interlocked.Increment(ref _count);

        public override void Collect(MetricVisitor visitor, LabelSet labels) =>
            visitor.Counter(labels, new CounterSample(Interlocked.Read(ref _count)) { Created = created });
    }
}
