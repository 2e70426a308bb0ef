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

    // An info has the facts of the moment too.
    public bool HasDescribedLabelsOnly => Descriptor.Type != MetricType.Info;

    public abstract ReadOnlyMemory<Series> ReadSeries();

    public abstract ReadOnlyMemory<Series> ReadSeries(out LabelBlocks? labels);

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
    private readonly SeriesLimit _limit;
    private readonly OverflowCounter _overflows;
    private readonly ConstantLabels _noConstants = new([]);

    // Null until they are needed.
    private TypedViews<TInstrument>? _typed;

    // Null for a family whose series do not expire.
    private readonly IdleSeriesSweeper? _sweeper;

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

        _limit = new SeriesLimit(_table, _sweeper, shape.Limits.SeriesLimit, Descriptor.LabelNames.Length);
    }

    public RemovalCounter Removals => _table.Removals;

    public int Count => _table.Count;

    public int LengthLimit => Shape.Context.Host.LabelValueLengthLimit;

    public bool IsFull => _limit.IsReached;

    Lock ISeriesStore.Gate => _gate;

    ReadOnlyMemory<Series> ISeriesStore.Ordered => _table.Ordered;

    public override ReadOnlyMemory<Series> ReadSeries()
    {
        _sweeper?.Sweep();
        return _table.Ordered;
    }

    public override ReadOnlyMemory<Series> ReadSeries(out LabelBlocks? labels)
    {
        _sweeper?.Sweep();
        return _table.ReadOrdered(out labels);
    }

    public TInstrument WithLabels(params ReadOnlySpan<string> labelValues)
    {
        var series = _table.Find(labelValues) ?? Add(labelValues, _noConstants, out _);

        // Create has checked the type of every series in the table. In code that is shared between reference types, a cast needs a lookup.
        return Unsafe.As<TInstrument>(series);
    }

    public TInstrument Find(ReadOnlySpan<string> labelValues, ConstantLabels constants, out bool isShared)
    {
        isShared = false;
        return Unsafe.As<TInstrument>(_table.Find(labelValues) ?? Add(labelValues, constants, out isShared));
    }

    public TInstrument? FindAtLimit(LabelTexts labelTexts, ConstantLabels constants, out bool isShared)
    {
        var found = _limit.Find(labelTexts, constants, out isShared);
        CountOverflow(isShared);
        if (found is not null && labelTexts.AreCut)
        {
            isShared = true;
            CountTruncation();
        }

        return Unsafe.As<TInstrument?>(found);
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
        lock (_gate)
        {
            if (_table.Find(labelValues) is { } known)
            {
                return TryRemove(known);
            }

            var labels = Descriptor.Labels(LabelValueLength.Cut(labelValues, LengthLimit));
            return _table.Find(labels.Values) is { } found ? TryRemove(found) : _sweeper?.Remove(labels) == true;
        }
    }

    public bool Hide(params ReadOnlySpan<string> labelValues)
    {
        lock (_gate)
        {
            var series = _table.Find(labelValues)
                ?? FindOrRevive(Descriptor.Labels(LabelValueLength.Cut(labelValues, LengthLimit)));
            series?.Hide();
            return series is not null;
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

    void ISeriesStore.RemoveWhere(Func<Series, bool> predicate) => RemoveFromTable(predicate);

    bool ISeriesStore.IsPinned(Series series)
    {
        lock (_gate)
        {
            return IsPinned(series);
        }
    }

    private TypedViews<TInstrument> CreateTypedViews() =>
        LazyInitializer.EnsureInitialized(ref _typed, () => new TypedViews<TInstrument>(this, this, _noConstants));

    // A family without labels has one series only.
    private bool IsPinned(Series series) => Descriptor.LabelNames.IsEmpty || _pinned?.Contains(series) == true;

    private bool TryRemove(Series series)
    {
        if (IsPinned(series))
        {
            return false;
        }

        _table.Remove(series);
        _limit.OnRemoved(series);
        return true;
    }

    private int RemoveFromTable(Func<Series, bool> predicate)
    {
        var removed = _table.RemoveWhere(series => !IsPinned(series) && predicate(series));
        foreach (var series in removed)
        {
            _limit.OnRemoved(series);
        }

        return removed.Count;
    }

    private Series Add(ReadOnlySpan<string> labelValues, ConstantLabels constants, out bool isShared)
    {
        if (labelValues.Length == Descriptor.LabelNames.Length && LabelValueLength.IsExceeded(labelValues, LengthLimit))
        {
            isShared = true;
            return FindCut(labelValues, constants);
        }

        var series = _limit.Find(labelValues, constants, out isShared)
            ?? AddSlowly(Descriptor.Labels(labelValues), constants, out isShared);
        CountOverflow(isShared);
        return series;
    }

    // Allocates only if a series is created, as the values may be different at each call.
    private Series FindCut(ReadOnlySpan<string> labelValues, ConstantLabels constants)
    {
        var buffer = new LabelTextBuffer(
            stackalloc char[LabelTextBuffer.StackLength],
            labelValues.Length <= LabelTextBuffer.StackLabels ? stackalloc int[LabelTextBuffer.StackLabels] : new int[labelValues.Length],
            LengthLimit);
        foreach (var value in labelValues)
        {
            buffer.Append(value);
        }

        var isOverflow = false;
        var found = _table.Find(buffer.Texts) ?? _limit.Find(buffer.Texts, constants, out isOverflow);
        buffer.Dispose();
        CountOverflow(isOverflow);
        CountTruncation();
        return found ?? Add(LabelValueLength.Cut(labelValues, LengthLimit), constants, out _);
    }

    private void CountTruncation() => Shape.Context.Host.OnLabelValuesTruncated(Descriptor.Name);

    // Outside the gate: a listener may write to this family.
    private void CountOverflow(bool isOverflow)
    {
        if (isOverflow)
        {
            _overflows.Count();
        }
    }

    private Series AddSlowly(LabelSet labels, ConstantLabels constants, out bool isOverflow)
    {
        lock (_gate)
        {
            isOverflow = false;
            if (FindOrRevive(labels) is { } found)
            {
                return found;
            }

            if (!_limit.IsReached)
            {
                return Create(labels);
            }

            isOverflow = true;
            var overflowLabels = OverflowLabels.Create(Descriptor, constants);
            var overflow = FindOrRevive(overflowLabels) ?? Create(overflowLabels);
            _limit.Exclude(overflow);
            constants.Overflow = overflow;
            return overflow;
        }
    }

    private Series? FindOrRevive(LabelSet labels) =>
        _table.Find(labels.Values) ?? (_sweeper is not null && _sweeper.TryRevive(labels, out var revived) ? revived : null);

    private Series Create(LabelSet labels)
    {
        var series = _createSeries(labels);
        if (series is not TInstrument)
        {
            throw new InvalidCastException(
                $"A series of '{Descriptor.Name}' is a {series.GetType().Name}, not a {typeof(TInstrument).Name}.");
        }

        if (Shape.Limits.HiddenUntilWritten)
        {
            series.Hide();
        }

        AddToTable(series);
        return series;
    }

    private void AddToTable(Series series)
    {
        _table.Add(series);
        _limit.OnAdded(series);
    }
}
