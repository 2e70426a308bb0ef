using System.Runtime.CompilerServices;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

/// <summary>A family of instruments of any type, as the registry and the factory use it.</summary>
internal abstract class InstrumentFamily : ICollector, IStreamableFamily
{
    protected InstrumentFamily(InstrumentShape shape)
    {
        Shape = shape;
        Descriptors = [shape.Descriptor];
    }

    public InstrumentShape Shape { get; }

    public MetricDescriptor Descriptor => Shape.Descriptor;

    public IReadOnlyList<MetricDescriptor> Descriptors { get; }

    public abstract ReadOnlyMemory<Series> ReadSeries();

    public void Collect(MetricVisitor visitor, in CollectionRequest request) => FamilyReport.Report(this, visitor);

    public override string ToString() => Shape.ToString();
}

/// <summary>A family of instruments: all series of one name.</summary>
/// <typeparam name="TInstrument">The type of instrument, which each series implements.</typeparam>
internal sealed class InstrumentFamily<TInstrument> : InstrumentFamily, IMetricFamily<TInstrument>, ISeriesFinder<TInstrument>, ISeriesStore
    where TInstrument : class
{
    private readonly Lock _gate = new();
    private readonly SeriesTable _table = new();
    private readonly SeriesFactory _createSeries;
    private readonly OverflowCounter _overflows;

    // Null until they are needed.
    private TypedViews<TInstrument>? _typed;

    // Null for a family whose series do not expire.
    private readonly IdleSeriesSweeper? _sweeper;

    // Changed under the gate. The overflow series of the factory without constant labels, for the fast path.
    private volatile Series? _overflow;
    private int _overflowSeries;

    // Read and changed under the gate. Null until a series is pinned.
    private HashSet<Series>? _pinned;

    /// <exception cref="ArgumentException">An option of the shape is outside its range.</exception>
    public InstrumentFamily(InstrumentShape shape)
        : base(shape)
    {
        _createSeries = shape.CreateSeriesFactory();
        _overflows = new OverflowCounter(shape);
        if (shape.Limits.IdleTimeout is { } timeout && !Descriptor.LabelNames.IsEmpty)
        {
            _sweeper = new IdleSeriesSweeper(this, timeout, shape.Context.TimeProvider);
        }
    }

    public int Removals => _table.Removals;

    public int Count => _table.Count;

    Lock ISeriesStore.Gate => _gate;

    ReadOnlyMemory<Series> ISeriesStore.Ordered => _table.Ordered;

    private bool IsFull => _table.Count - Volatile.Read(ref _overflowSeries) >= Shape.Limits.SeriesLimit;

    public override ReadOnlyMemory<Series> ReadSeries()
    {
        _sweeper?.Sweep();
        return _table.Ordered;
    }

    public TInstrument WithLabels(params ReadOnlySpan<string> labelValues)
    {
        var series = _table.Find(labelValues) ?? Add(labelValues, constantLabelCount: 0, out _);

        // Create has checked the type of every series in the table. In code that is shared between reference types, a cast needs a lookup.
        return Unsafe.As<TInstrument>(series);
    }

    public TInstrument Find(ReadOnlySpan<string> labelValues, int constantLabelCount, out bool isOverflow)
    {
        isOverflow = false;
        return Unsafe.As<TInstrument>(_table.Find(labelValues) ?? Add(labelValues, constantLabelCount, out isOverflow));
    }

    /// <summary>Finds or creates the series of label values, and keeps it permanently: it is never removed and never expires, because it is
    /// the instrument without labels of a factory whose constant labels these are.</summary>
    public void Pin(ReadOnlySpan<string> labelValues)
    {
        var labels = Descriptor.Labels(labelValues);
        lock (_gate)
        {
            var series = FindOrRevive(labels) ?? Create(labels);
            if (labels.Count > 0)
            {
                (_pinned ??= new(ReferenceEqualityComparer.Instance)).Add(series);
            }
        }
    }

    public bool Remove(params ReadOnlySpan<string> labelValues)
    {
        var labels = Descriptor.Labels(labelValues);
        lock (_gate)
        {
            return _table.Find(labels.Values) is { } found
                ? RemoveFromTable(series => ReferenceEquals(series, found)) > 0
                : _sweeper?.TryRevive(labels, out _) == true;
        }
    }

    public int RemoveWhere(Func<ReadOnlySpan<string>, bool> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        lock (_gate)
        {
            return RemoveFromTable(series => predicate(series.Labels.Values))
                + (_sweeper?.RemoveWhere(labels => predicate(labels.Values)) ?? 0);
        }
    }

    public void Clear() => RemoveWhere(static _ => true);

    public IMetricFamily<TInstrument, TLabels> WithLabelTypes<TLabels>(Func<TLabels, ITuple>? convert = null)
        where TLabels : notnull => (_typed ?? CreateTypedViews()).Get(convert);

    void ISeriesStore.Add(Series series) => AddToTable(series);

    int ISeriesStore.RemoveWhere(Func<Series, bool> predicate) => RemoveFromTable(predicate);

    private TypedViews<TInstrument> CreateTypedViews() =>
        LazyInitializer.EnsureInitialized(ref _typed, () => new TypedViews<TInstrument>(this, this, []));

    bool ISeriesStore.IsPinned(Series series)
    {
        lock (_gate)
        {
            return IsPinned(series);
        }
    }

    // A family without labels has one series only.
    private bool IsPinned(Series series) => Descriptor.LabelNames.IsEmpty || _pinned?.Contains(series) == true;

    private int RemoveFromTable(Func<Series, bool> predicate)
    {
        var removed = _table.RemoveWhere(series => !IsPinned(series) && predicate(series));
        if (removed > 0 && _overflowSeries > 0)
        {
            _overflow = null;
            Volatile.Write(ref _overflowSeries, _table.Ordered.ToArray().Count(series => OverflowLabels.IsOverflow(series.Labels)));
        }

        return removed;
    }

    private Series Add(ReadOnlySpan<string> labelValues, int constantLabelCount, out bool isOverflow)
    {
        var series = OverflowQuickly(labelValues, constantLabelCount);
        isOverflow = series is not null;
        series ??= AddSlowly(Descriptor.Labels(labelValues), constantLabelCount, out isOverflow);
        if (isOverflow)
        {
            // Outside the gate: a listener may write to this family.
            _overflows.Count();
        }

        return series;
    }

    // The limit is for an unlimited number of values, so this path must be cheap: no lock and no allocation. Ill-formed values are left to
    // the slow path, because the series of their well-formed form may exist.
    private Series? OverflowQuickly(ReadOnlySpan<string> labelValues, int constantLabelCount) =>
        _overflow is { } overflow
        && constantLabelCount == 0
        && _sweeper is null
        && IsFull
        && labelValues.Length == Descriptor.LabelNames.Length
        && OverflowLabels.AreWellFormed(labelValues)
            ? overflow
            : null;

    private Series AddSlowly(LabelSet labels, int constantLabelCount, out bool isOverflow)
    {
        lock (_gate)
        {
            isOverflow = false;
            if (FindOrRevive(labels) is { } found)
            {
                return found;
            }

            if (!IsFull)
            {
                return Create(labels);
            }

            isOverflow = true;
            var overflowLabels = OverflowLabels.Create(Descriptor, labels, constantLabelCount);
            var overflow = FindOrRevive(overflowLabels) ?? Create(overflowLabels);
            _overflow = constantLabelCount == 0 ? overflow : _overflow;
            return overflow;
        }
    }

    private Series? FindOrRevive(LabelSet labels)
    {
        if (_table.Find(labels.Values) is { } found)
        {
            return found;
        }

        if (_sweeper is null || !_sweeper.TryRevive(labels, out var revived))
        {
            return null;
        }

        AddToTable(revived);
        return revived;
    }

    private Series Create(LabelSet labels)
    {
        var series = _createSeries(labels);
        if (series is not TInstrument)
        {
            throw new InvalidCastException(
                $"A series of '{Descriptor.Name}' is a {series.GetType().Name}, not a {typeof(TInstrument).Name}.");
        }

        AddToTable(series);
        return series;
    }

    private void AddToTable(Series series)
    {
        _table.Add(series);
        Volatile.Write(ref _overflowSeries, _overflowSeries + (OverflowLabels.IsOverflow(series.Labels) ? 1 : 0));
    }
}
