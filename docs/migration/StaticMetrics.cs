// The static shape of prometheus-net over Metrics.AspNetCore. Copy this file into your application: it is yours from then on, and so is its
// static state. Choose its namespace, and replace "using Prometheus;" by it in one class after the other.
// docs/migrating-from-prometheus-net.md has the steps, and says what behaves differently.
#nullable enable
#pragma warning disable CS1591 // The members are those of prometheus-net.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Export;
using Ours = PrometheusMetrics;

namespace StaticMetrics;

public static class Metrics
{
    public static CollectorRegistry DefaultRegistry { get; } = new();

    public static MetricFactory DefaultFactory { get; } = new(DefaultRegistry);

    /// <summary>For the host: <c>services.AddPrometheusMetrics(Metrics.Registry)</c>.</summary>
    public static Ours.MetricRegistry Registry => DefaultRegistry.Registry;

    public static CollectorRegistry NewCustomRegistry() => new();

    public static MetricFactory WithCustomRegistry(CollectorRegistry registry) => new(registry);

    public static IMetricFactory WithLabels(IDictionary<string, string> labels) => DefaultFactory.WithLabels(labels);

    [Obsolete("Remove this call, and set Prometheus:ProcessMetrics and Prometheus:RuntimeMetrics to false.", error: true)]
    public static void SuppressDefaultMetrics(object? options = null)
    {
    }

    [Obsolete("Create the metric with the option IdleTimeout, from PrometheusMetrics.IMetricFactory.", error: true)]
    public static void WithManagedLifetime(TimeSpan expiresAfter)
    {
    }

    public static Counter CreateCounter(string name, string help, CounterConfiguration? configuration = null) =>
        DefaultFactory.CreateCounter(name, help, configuration);

    public static Counter CreateCounter(string name, string help, params string[] labelNames) =>
        DefaultFactory.CreateCounter(name, help, labelNames, null);

    public static Counter CreateCounter(string name, string help, string[] labelNames, CounterConfiguration? configuration) =>
        DefaultFactory.CreateCounter(name, help, labelNames, configuration);

    public static Gauge CreateGauge(string name, string help, GaugeConfiguration? configuration = null) =>
        DefaultFactory.CreateGauge(name, help, configuration);

    public static Gauge CreateGauge(string name, string help, params string[] labelNames) =>
        DefaultFactory.CreateGauge(name, help, labelNames, null);

    public static Gauge CreateGauge(string name, string help, string[] labelNames, GaugeConfiguration? configuration) =>
        DefaultFactory.CreateGauge(name, help, labelNames, configuration);

    public static Histogram CreateHistogram(string name, string help, HistogramConfiguration? configuration = null) =>
        DefaultFactory.CreateHistogram(name, help, configuration);

    public static Histogram CreateHistogram(string name, string help, params string[] labelNames) =>
        DefaultFactory.CreateHistogram(name, help, labelNames, null);

    public static Histogram CreateHistogram(string name, string help, string[] labelNames, HistogramConfiguration? configuration) =>
        DefaultFactory.CreateHistogram(name, help, labelNames, configuration);

    public static Summary CreateSummary(string name, string help, SummaryConfiguration? configuration = null) =>
        DefaultFactory.CreateSummary(name, help, configuration);

    public static Summary CreateSummary(string name, string help, params string[] labelNames) =>
        DefaultFactory.CreateSummary(name, help, labelNames, null);

    public static Summary CreateSummary(string name, string help, string[] labelNames, SummaryConfiguration? configuration) =>
        DefaultFactory.CreateSummary(name, help, labelNames, configuration);
}

public interface IMetricFactory
{
    Counter CreateCounter(string name, string help, string[] labelNames, CounterConfiguration? configuration);
    Gauge CreateGauge(string name, string help, string[] labelNames, GaugeConfiguration? configuration);
    Histogram CreateHistogram(string name, string help, string[] labelNames, HistogramConfiguration? configuration);
    Summary CreateSummary(string name, string help, string[] labelNames, SummaryConfiguration? configuration);
    IMetricFactory WithLabels(IDictionary<string, string> labels);
}

public static class MetricFactoryExtensions
{
    public static Counter CreateCounter(
        this IMetricFactory factory, string name, string help, CounterConfiguration? configuration = null) =>
        factory.CreateCounter(name, help, configuration?.LabelNames ?? [], configuration);

    public static Counter CreateCounter(this IMetricFactory factory, string name, string help, params string[] labelNames) =>
        factory.CreateCounter(name, help, labelNames, null);

    public static Gauge CreateGauge(this IMetricFactory factory, string name, string help, GaugeConfiguration? configuration = null) =>
        factory.CreateGauge(name, help, configuration?.LabelNames ?? [], configuration);

    public static Gauge CreateGauge(this IMetricFactory factory, string name, string help, params string[] labelNames) =>
        factory.CreateGauge(name, help, labelNames, null);

    public static Histogram CreateHistogram(
        this IMetricFactory factory, string name, string help, HistogramConfiguration? configuration = null) =>
        factory.CreateHistogram(name, help, configuration?.LabelNames ?? [], configuration);

    public static Histogram CreateHistogram(this IMetricFactory factory, string name, string help, params string[] labelNames) =>
        factory.CreateHistogram(name, help, labelNames, null);

    public static Summary CreateSummary(
        this IMetricFactory factory, string name, string help, SummaryConfiguration? configuration = null) =>
        factory.CreateSummary(name, help, configuration?.LabelNames ?? [], configuration);

    public static Summary CreateSummary(this IMetricFactory factory, string name, string help, params string[] labelNames) =>
        factory.CreateSummary(name, help, labelNames, null);
}

public sealed class MetricFactory : IMetricFactory
{
    // Lazy, because the labels of a registry are set before its first metric.
    private readonly Lazy<Ours.IMetricFactory> _factory;

    internal MetricFactory(CollectorRegistry registry)
        : this(() => new Ours.MetricFactory(registry.Registry))
    {
    }

    private MetricFactory(Func<Ours.IMetricFactory> create) => _factory = new Lazy<Ours.IMetricFactory>(create);

    public Counter CreateCounter(string name, string help, string[] labelNames, CounterConfiguration? configuration)
    {
        var options = new Ours.CounterOptions { HiddenUntilWritten = configuration is { SuppressInitialValue: true } };
        var family = _factory.Value.GetOrCreate(Ours.InstrumentKind.Counter, name, help, labelNames, options);
        return new Counter(family, name, help, labelNames);
    }

    public Gauge CreateGauge(string name, string help, string[] labelNames, GaugeConfiguration? configuration)
    {
        var options = new Ours.GaugeOptions { HiddenUntilWritten = configuration is { SuppressInitialValue: true } };
        var family = _factory.Value.GetOrCreate(Ours.InstrumentKind.Gauge, name, help, labelNames, options);
        return new Gauge(family, name, help, labelNames);
    }

    public Histogram CreateHistogram(string name, string help, string[] labelNames, HistogramConfiguration? configuration)
    {
        var options = new Ours.HistogramOptions
        {
            Buckets = configuration?.Buckets ?? Histogram.DefaultBuckets,
            HiddenUntilWritten = configuration is { SuppressInitialValue: true },
        };
        var family = _factory.Value.GetOrCreate(Ours.InstrumentKind.Histogram, name, help, labelNames, options);
        return new Histogram(family, name, help, labelNames);
    }

    public Summary CreateSummary(string name, string help, string[] labelNames, SummaryConfiguration? configuration)
    {
        configuration ??= new SummaryConfiguration();
        var options = new Ours.SummaryOptions
        {
            Objectives = [.. configuration.Objectives.Select(pair => new Ours.QuantileObjective(pair.Quantile, pair.Epsilon))],
            MaxAge = configuration.MaxAge,
            AgeBuckets = configuration.AgeBuckets,
            HiddenUntilWritten = configuration.SuppressInitialValue,
        };
        var family = _factory.Value.GetOrCreate(Ours.InstrumentKind.Summary, name, help, labelNames, options);
        return new Summary(family, name, help, labelNames);
    }

    public IMetricFactory WithLabels(IDictionary<string, string> labels)
    {
        var pairs = labels.Select(label => (label.Key, label.Value)).ToArray();
        return new MetricFactory(() => _factory.Value.WithConstantLabels(pairs));
    }
}

public abstract class MetricConfiguration
{
    public string[]? LabelNames { get; set; }

    public bool SuppressInitialValue { get; set; }
}

public sealed class CounterConfiguration : MetricConfiguration;

public sealed class GaugeConfiguration : MetricConfiguration;

public sealed class HistogramConfiguration : MetricConfiguration
{
    public double[]? Buckets { get; set; }
}

public sealed class SummaryConfiguration : MetricConfiguration
{
    public IReadOnlyList<QuantileEpsilonPair> Objectives { get; set; } = [];

    public TimeSpan MaxAge { get; set; } = TimeSpan.FromMinutes(10);

    public int AgeBuckets { get; set; } = 5;
}

public readonly record struct QuantileEpsilonPair(double Quantile, double Epsilon);

public sealed class CollectorRegistry
{
    private readonly Lazy<Ours.MetricRegistry> _registry;
    private Dictionary<string, string>? _labels;

    internal CollectorRegistry() => _registry = new(() => new(new Ours.MetricRegistryOptions
    {
        Labels = _labels,
        KeepCounterNames = true,
        ExemplarsFromActivity = true,
    }));

    public Ours.MetricRegistry Registry => _registry.Value;

    public void SetStaticLabels(IDictionary<string, string> labels)
    {
        if (_registry.IsValueCreated)
        {
            throw new InvalidOperationException("The registry is in use: set its labels before its first metric and before the host.");
        }

        _labels = new(labels);
    }

    public void AddBeforeCollectCallback(Action callback) => Registry.Register(new BeforeCollect(_ => callback()));

    /// <summary>Each scrape waits for the callback, at most 5 seconds. In a host, an <c>IMetricRefresher</c> is better.</summary>
    public void AddBeforeCollectCallback(Func<CancellationToken, Task> callback) =>
        Registry.Register(new BeforeCollect(cancel => callback(cancel).GetAwaiter().GetResult()));

    public Task CollectAndExportAsTextAsync(Stream to, CancellationToken cancel = default) =>
        ExpositionSerializer.WriteAsync(Registry, PrometheusMetrics.Exposition.ExpositionFormat.Text, to, cancel);

    // A registry calls its collectors before it reads its instruments, on a thread that may wait.
    private sealed class BeforeCollect(Action<CancellationToken> callback) : ICollector
    {
        public IReadOnlyList<MetricDescriptor> Descriptors => [];

        public void Collect(MetricVisitor visitor, in CollectionRequest request) => callback(request.CancellationToken);
    }
}

public abstract class Collector
{
    private protected Collector(string name, string help, string[] labelNames)
    {
        Name = name;
        Help = help;
        LabelNames = labelNames;
    }

    public string Name { get; }

    public string Help { get; }

    public string[] LabelNames { get; }
}

public abstract class Collector<TChild, TInstrument> : Collector
    where TChild : ChildBase
    where TInstrument : class
{
    private readonly Ours.IMetricFamily<TInstrument> _family;
    private readonly Func<Ours.IMetricFamily<TInstrument>, string[], TChild> _createChild;
    private readonly TChild? _unlabelled;

    private protected Collector(
        Ours.IMetricFamily<TInstrument> family,
        string name,
        string help,
        string[] labelNames,
        Func<Ours.IMetricFamily<TInstrument>, string[], TChild> createChild)
        : base(name, help, labelNames)
    {
        _family = family;
        _createChild = createChild;
        _unlabelled = labelNames.Length == 0 ? createChild(family, []) : null;
    }

    private protected TChild Unlabelled => _unlabelled
        ?? throw new InvalidOperationException($"'{Name}' has labels: call WithLabels with a value for {string.Join(", ", LabelNames)}.");

    public TChild WithLabels(params string[] labelValues) => _createChild(_family, labelValues);

    public TChild WithLabels(ReadOnlySpan<string> labelValues) => WithLabels(labelValues.ToArray());

    public TChild Labels(params string[] labelValues) => WithLabels(labelValues);

    public void RemoveLabelled(params string[] labelValues) => _family.Remove(labelValues);

    public IEnumerable<string[]> GetAllLabelValues()
    {
        var all = new List<string[]>();
        _family.RemoveWhere(values =>
        {
            all.Add(values.ToArray());
            return false;
        });
        return all;
    }

    public void Unpublish() => Unlabelled.Unpublish();
}

public abstract class ChildBase : IDisposable
{
    public abstract void Unpublish();

    public abstract void Remove();

    public void Dispose()
    {
        Remove();
        GC.SuppressFinalize(this);
    }
}

public abstract class ChildBase<TInstrument> : ChildBase
    where TInstrument : class
{
    private readonly Ours.IMetricFamily<TInstrument> _family;
    private readonly string[] _labelValues;

    private protected ChildBase(Ours.IMetricFamily<TInstrument> family, string[] labelValues)
    {
        _family = family;
        _labelValues = labelValues;
        Instrument = family.WithLabels(labelValues);
    }

    private protected TInstrument Instrument { get; }

    public override void Unpublish() => _family.Hide(_labelValues);

    public override void Remove() => _family.Remove(_labelValues);
}

public interface ICounter
{
    double Value { get; }

    void Inc(double increment = 1);
    void Inc(Exemplar? exemplar);
    void Inc(double increment, Exemplar? exemplar);
    void IncTo(double targetValue);
}

public sealed class Counter : Collector<Counter.Child, Ours.ICounter>, ICounter
{
    internal Counter(Ours.IMetricFamily<Ours.ICounter> family, string name, string help, string[] labelNames)
        : base(family, name, help, labelNames, static (counters, labelValues) => new Child(counters, labelValues))
    {
    }

    public double Value => Unlabelled.Value;

    public void Inc(double increment = 1) => Unlabelled.Inc(increment);

    public void Inc(Exemplar? exemplar) => Unlabelled.Inc(exemplar);

    public void Inc(double increment, Exemplar? exemplar) => Unlabelled.Inc(increment, exemplar);

    public void IncTo(double targetValue) => Unlabelled.IncTo(targetValue);

    public void Publish() => Unlabelled.Publish();

    public sealed class Child : ChildBase<Ours.ICounter>, ICounter
    {
        internal Child(Ours.IMetricFamily<Ours.ICounter> family, string[] labelValues)
            : base(family, labelValues)
        {
        }

        public double Value => Instrument.Value;

        public void Inc(double increment = 1) => Instrument.Inc(increment);

        public void Inc(Exemplar? exemplar) => Inc(1, exemplar);

        public void Inc(double increment, Exemplar? exemplar)
        {
            if (exemplar is null)
            {
                Instrument.Inc(increment);
            }
            else
            {
                Instrument.IncWithExemplar(increment, exemplar.Labels);
            }
        }

        public void IncTo(double targetValue) => Instrument.IncTo(targetValue);

        public void Publish() => Instrument.Inc(0);
    }
}

public interface IGauge
{
    double Value { get; }

    void Inc(double increment = 1);
    void Dec(double decrement = 1);
    void Set(double val);
    void IncTo(double targetValue);
    void DecTo(double targetValue);
}

public sealed class Gauge : Collector<Gauge.Child, Ours.IGauge>, IGauge
{
    internal Gauge(Ours.IMetricFamily<Ours.IGauge> family, string name, string help, string[] labelNames)
        : base(family, name, help, labelNames, static (gauges, labelValues) => new Child(gauges, labelValues))
    {
    }

    public double Value => Unlabelled.Value;

    public void Inc(double increment = 1) => Unlabelled.Inc(increment);

    public void Dec(double decrement = 1) => Unlabelled.Dec(decrement);

    public void Set(double val) => Unlabelled.Set(val);

    public void IncTo(double targetValue) => Unlabelled.IncTo(targetValue);

    public void DecTo(double targetValue) => Unlabelled.DecTo(targetValue);

    public void Publish() => Unlabelled.Publish();

    public sealed class Child : ChildBase<Ours.IGauge>, IGauge
    {
        internal Child(Ours.IMetricFamily<Ours.IGauge> family, string[] labelValues)
            : base(family, labelValues)
        {
        }

        public double Value => Instrument.Value;

        public void Inc(double increment = 1) => Instrument.Inc(increment);

        public void Dec(double decrement = 1) => Instrument.Dec(decrement);

        public void Set(double val) => Instrument.Set(val);

        public void IncTo(double targetValue) => MoveTo(targetValue, isUp: true);

        public void DecTo(double targetValue) => MoveTo(targetValue, isUp: false);

        public void Publish() => Instrument.Inc(0);

        // Atomic among calls of these two methods.
        private void MoveTo(double target, bool isUp)
        {
            lock (Instrument)
            {
                if (isUp ? Instrument.Value < target : Instrument.Value > target)
                {
                    Instrument.Set(target);
                }
            }
        }
    }
}

public interface IObserver
{
    void Observe(double val);
}

public interface IHistogram : IObserver
{
    void Observe(double val, long count);
    void Observe(double val, Exemplar? exemplar);
}

public sealed class Histogram : Collector<Histogram.Child, Ours.IHistogram>, IHistogram
{
    internal static readonly double[] DefaultBuckets = [.005, .01, .025, .05, .075, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10];

    internal Histogram(Ours.IMetricFamily<Ours.IHistogram> family, string name, string help, string[] labelNames)
        : base(family, name, help, labelNames, static (histograms, labelValues) => new Child(histograms, labelValues))
    {
    }

    // In decimals, as prometheus-net does it: the bounds are label values, also where a number has more digits than a decimal keeps of it.
    public static double[] LinearBuckets(double start, double width, int count) =>
        [.. Enumerable.Range(0, count).Select(i => (double)((decimal)start + (i * (decimal)width)))];

    public static double[] ExponentialBuckets(double start, double factor, int count)
    {
        var bounds = new decimal[count];
        for (var i = 0; i < count; i++)
        {
            bounds[i] = i == 0 ? (decimal)start : bounds[i - 1] * (decimal)factor;
        }

        return Array.ConvertAll(bounds, bound => (double)bound);
    }

    /// <summary>Divides the powers of ten: (0, 2, 4) is 2.5, 5, 7.5, 10, 25, 50, 75, 100.</summary>
    public static double[] PowersOfTenDividedBuckets(int startPower, int endPower, int divisions)
    {
        var bounds = new SortedSet<double>();
        for (var power = startPower + 1; power <= endPower; power++)
        {
            var width = (decimal)Math.Pow(10, power) / divisions;
            bounds.UnionWith(Enumerable.Range(1, divisions).Select(i => (double)(width * i)).Where(bound => bound > bounds.Max));
        }

        return [.. bounds];
    }

    public void Observe(double val) => Unlabelled.Observe(val);

    public void Observe(double val, long count) => Unlabelled.Observe(val, count);

    public void Observe(double val, Exemplar? exemplar) => Unlabelled.Observe(val, exemplar);

    public sealed class Child : ChildBase<Ours.IHistogram>, IHistogram
    {
        internal Child(Ours.IMetricFamily<Ours.IHistogram> family, string[] labelValues)
            : base(family, labelValues)
        {
        }

        public void Observe(double val) => Instrument.Observe(val);

        public void Observe(double val, long count)
        {
            for (var i = 0L; i < count; i++)
            {
                Instrument.Observe(val);
            }
        }

        public void Observe(double val, Exemplar? exemplar)
        {
            if (exemplar is null)
            {
                Instrument.Observe(val);
            }
            else
            {
                Instrument.ObserveWithExemplar(val, exemplar.Labels);
            }
        }
    }
}

public interface ISummary : IObserver;

public sealed class Summary : Collector<Summary.Child, Ours.ISummary>, ISummary
{
    internal Summary(Ours.IMetricFamily<Ours.ISummary> family, string name, string help, string[] labelNames)
        : base(family, name, help, labelNames, static (summaries, labelValues) => new Child(summaries, labelValues))
    {
    }

    public void Observe(double val) => Unlabelled.Observe(val);
    public sealed class Child : ChildBase<Ours.ISummary>, ISummary
    {
        internal Child(Ours.IMetricFamily<Ours.ISummary> family, string[] labelValues)
            : base(family, labelValues)
        {
        }

        public void Observe(double val) => Instrument.Observe(val);
    }
}

public interface ITimer : IDisposable
{
    TimeSpan ObserveDuration();
}

public static class TimerExtensions
{
    public static ITimer NewTimer(this IObserver observer) => new Timer(observer.Observe);

    public static ITimer NewTimer(this IGauge gauge) => new Timer(gauge.Set);

    public static ITimer NewTimer(this ICounter counter) => new Timer(seconds => counter.Inc(seconds));

    private sealed class Timer(Action<double> record) : ITimer
    {
        private readonly long _start = Stopwatch.GetTimestamp();

        public TimeSpan ObserveDuration()
        {
            var duration = Stopwatch.GetElapsedTime(_start);
            record(duration.TotalSeconds);
            return duration;
        }

        public void Dispose() => ObserveDuration();
    }
}

public static class GaugeExtensions
{
    public static void SetToCurrentTimeUtc(this IGauge gauge) => gauge.SetToTimeUtc(DateTimeOffset.UtcNow);

    public static void SetToTimeUtc(this IGauge gauge, DateTimeOffset timestamp) => gauge.Set(UnixTime.ToSeconds(timestamp));

    public static void IncToCurrentTimeUtc(this IGauge gauge) => gauge.IncToTimeUtc(DateTimeOffset.UtcNow);

    public static void IncToTimeUtc(this IGauge gauge, DateTimeOffset timestamp) => gauge.IncTo(UnixTime.ToSeconds(timestamp));

    public static IDisposable TrackInProgress(this IGauge gauge) => new InProgress(gauge);

    private sealed class InProgress : IDisposable
    {
        private IGauge? _gauge;

        public InProgress(IGauge gauge)
        {
            _gauge = gauge;
            gauge.Inc();
        }

        public void Dispose() => Interlocked.Exchange(ref _gauge, null)?.Dec();
    }
}

public static class CounterExtensions
{
    public static void IncToCurrentTimeUtc(this ICounter counter) => counter.IncToTimeUtc(DateTimeOffset.UtcNow);

    public static void IncToTimeUtc(this ICounter counter, DateTimeOffset timestamp) => counter.IncTo(UnixTime.ToSeconds(timestamp));

    public static void CountExceptions(this ICounter counter, Action wrapped, Func<Exception, bool>? exceptionFilter = null) =>
        counter.CountExceptions(
            () =>
            {
                wrapped();
                return true;
            },
            exceptionFilter);

    public static TResult CountExceptions<TResult>(
        this ICounter counter, Func<TResult> wrapped, Func<Exception, bool>? exceptionFilter = null)
    {
        try
        {
            return wrapped();
        }
        catch (Exception exception) when (Count(counter, exception, exceptionFilter))
        {
            throw;
        }
    }

    public static Task CountExceptionsAsync(
        this ICounter counter, Func<Task> wrapped, Func<Exception, bool>? exceptionFilter = null) =>
        counter.CountExceptionsAsync(
            async () =>
            {
                await wrapped().ConfigureAwait(false);
                return true;
            },
            exceptionFilter);

    public static async Task<TResult> CountExceptionsAsync<TResult>(
        this ICounter counter, Func<Task<TResult>> wrapped, Func<Exception, bool>? exceptionFilter = null)
    {
        try
        {
            return await wrapped().ConfigureAwait(false);
        }
        catch (Exception exception) when (Count(counter, exception, exceptionFilter))
        {
            throw;
        }
    }

    private static bool Count(ICounter counter, Exception exception, Func<Exception, bool>? exceptionFilter)
    {
        if (exceptionFilter is null || exceptionFilter(exception))
        {
            counter.Inc();
        }

        return false;
    }
}

public sealed class Exemplar
{
    private Exemplar((string Name, string Value)[] labels) => Labels = labels;

    internal (string Name, string Value)[] Labels { get; }

    public static LabelKey Key(string key) => new(key);

    public static LabelPair Pair(string key, string value) => new(key, value);

    public static Exemplar From(params LabelPair[] labelPairs) => new(Array.ConvertAll(labelPairs, pair => (pair.Name, pair.Value)));

    public static Exemplar? FromTraceContext() =>
        Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity
            ? new([("trace_id", activity.TraceId.ToHexString()), ("span_id", activity.SpanId.ToHexString())])
            : null;

    public readonly record struct LabelKey(string Name)
    {
        public LabelPair WithValue(string value) => new(Name, value);
    }

    public readonly record struct LabelPair(string Name, string Value);
}

internal static class UnixTime
{
    public static double ToSeconds(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).TotalSeconds;
}
