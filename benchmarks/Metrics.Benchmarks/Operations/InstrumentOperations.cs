namespace PrometheusMetrics.Benchmarks.Operations;

/// <summary>The measured operations: each method repeats one of them. The instruments are in fields of interface types, as in
/// applications.</summary>
/// <remarks>The length of each array is a power of two and the index wraps around by a mask, so that the iteration takes almost no
/// time.</remarks>
/// <threadsafety>Every member may be called by several threads at once, which then share the instrument.</threadsafety>
internal sealed class InstrumentOperations
{
    private readonly ICounter _counter;
    private readonly ICounter _tracedCounter;
    private readonly IGauge _gauge;
    private readonly IHistogram _histogram;
    private readonly IHistogram _nativeHistogram;
    private readonly ISummary _summary;
    private readonly IMetricFamily<ICounter> _requests;
    private readonly LabelValues[] _shared = LabelValues.Shared();
    private readonly LabelValues[] _fresh = LabelValues.Fresh();
    private readonly double[] _values = ObservedValues.Create(64);
    private readonly double[] _manyValues = ObservedValues.Create(16_384);
    private readonly ILimit _limit = new Limit();
    private long _field;

    public InstrumentOperations()
    {
        var metrics = new MetricFactory(new MetricRegistry());
        _counter = metrics.CreateCounter("orders_total", "Orders.");
        _tracedCounter = metrics.CreateCounter(
            "traced_orders_total", "Orders.", new CounterOptions { Exemplars = new() { FromActivity = true } });
        _gauge = metrics.CreateGauge("queue_length", "Orders that wait.");
        _histogram = metrics.CreateHistogram("order_seconds", "Time.");
        _nativeHistogram = metrics.CreateHistogram("native_order_seconds", "Time.", new HistogramOptions { Native = new() });
        _summary = metrics.CreateSummary(
            "order_wait_seconds",
            "Time.",
            new SummaryOptions { Objectives = [new(0.5, 0.05), new(0.9, 0.01), new(0.99, 0.001)] });
        _requests = metrics.CreateCounter("requests_total", "Requests.", "method", "route", "status");
        FindAndInc(_shared, _shared.Length);
    }

    public void InterlockedIncrement() => Interlocked.Increment(ref _field);

    public void CounterInc() => _counter.Inc();

    public void CounterIncBy() => _counter.Inc(1.5);

    public void GaugeSet() => _gauge.Set(1.5);

    /// <summary>The lower limit of the time of an exact counter on one thread.</summary>
    public void InterlockedIncrement(int times)
    {
        for (var i = 0; i < times; i++)
        {
            Interlocked.Increment(ref _field);
        }
    }

    /// <summary>The lower limit of the time of an instrument behind an interface.</summary>
    public void InterlockedBehindInterface(int times)
    {
        for (var i = 0; i < times; i++)
        {
            _limit.Increment();
        }
    }

    public void CounterInc(int times)
    {
        for (var i = 0; i < times; i++)
        {
            _counter.Inc();
        }
    }

    public void CounterIncBy(int times)
    {
        for (var i = 0; i < times; i++)
        {
            _counter.Inc(1.5);
        }
    }

    /// <summary>Checks for a current trace at each call, without finding one.</summary>
    public void TracedCounterInc(int times)
    {
        for (var i = 0; i < times; i++)
        {
            _tracedCounter.Inc();
        }
    }

    public void GaugeSet(int times)
    {
        for (var i = 0; i < times; i++)
        {
            _gauge.Set(i);
        }
    }

    public void GaugeInc(int times)
    {
        for (var i = 0; i < times; i++)
        {
            _gauge.Inc();
        }
    }

    public void HistogramObserve(int times)
    {
        var values = _values;
        for (var i = 0; i < times; i++)
        {
            _histogram.Observe(values[i & (values.Length - 1)]);
        }
    }

    public void NativeHistogramObserve(int times)
    {
        var values = _values;
        for (var i = 0; i < times; i++)
        {
            _nativeHistogram.Observe(values[i & (values.Length - 1)]);
        }
    }

    /// <summary>Observes more different values than the other operations, because the time of an estimate depends on their
    /// number.</summary>
    public void SummaryObserve(int times)
    {
        var values = _manyValues;
        for (var i = 0; i < times; i++)
        {
            _summary.Observe(values[i & (values.Length - 1)]);
        }
    }

    /// <summary>Uses the same string objects with which the series were created.</summary>
    public void LabelledInc(int times) => FindAndInc(_shared, times);

    /// <summary>Uses strings that are equal to those with which the series were created, but are other objects.</summary>
    public void LabelledIncFresh(int times) => FindAndInc(_fresh, times);

    private void FindAndInc(LabelValues[] all, int times)
    {
        for (var i = 0; i < times; i++)
        {
            ref readonly var values = ref all[i & (all.Length - 1)];
            _requests.WithLabels(values.Method, values.Route, values.Status).Inc();
        }
    }

    private interface ILimit
    {
        void Increment();
    }

    private sealed class Limit : ILimit
    {
        private long _field;

        public void Increment() => Interlocked.Increment(ref _field);
    }
}
