using System.Runtime.CompilerServices;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

/// <summary>All series of one name.</summary>
/// <typeparam name="TInstrument">What users hold.</typeparam>
/// <typeparam name="TSeries">What it is.</typeparam>
internal abstract class InstrumentFamily<TInstrument, TSeries> : InstrumentFamily<TInstrument>, ISeriesStore<TSeries>
    where TInstrument : class
    where TSeries : Series, TInstrument
{
    private readonly Lock _gate = new();
    private readonly SeriesTable<TSeries> _table = new();

    // Null for a family whose series don't expire.
    private readonly IdleWatch<TSeries>? _idle;

    // Changed under the gate. The series is the one of those who have no constant labels, for a quick answer.
    private volatile TSeries? _overflow;
    private int _overflowSeries;

    protected InstrumentFamily(MetricDescriptor descriptor, InstrumentOptions? options, FamilySetup setup)
        : base(descriptor, options, setup)
    {
        if (IdleTimeout is { } timeout && HasOwnLabels)
        {
            _idle = new IdleWatch<TSeries>(this, timeout, setup.Clock);
        }
    }

    public override int Removals => _table.Removals;

    public override int Count => _table.Count;

    Lock ISeriesStore<TSeries>.Gate => _gate;

    ReadOnlyMemory<Series> ISeriesStore<TSeries>.Ordered => _table.Ordered;

    private bool IsFull => _table.Count - Volatile.Read(ref _overflowSeries) >= SeriesLimit;

    public override ReadOnlyMemory<Series> ReadSeries()
    {
        _idle?.Look();
        return _table.Ordered;
    }

    public override TInstrument WithLabels(params ReadOnlySpan<string> labelValues)
    {
        var series = _table.Find(labelValues) ?? Add(labelValues, constants: 0, out _);

        // TSeries is a TInstrument by its constraint; in code that is shared over reference types the compiler's own conversion would look that up.
        return Unsafe.As<TInstrument>(series);
    }

    public override TInstrument Find(ReadOnlySpan<string> labelValues, int constants, out bool isOverflow)
    {
        isOverflow = false;
        return Unsafe.As<TInstrument>(_table.Find(labelValues) ?? Add(labelValues, constants, out isOverflow));
    }

    public override bool Remove(params ReadOnlySpan<string> labelValues)
    {
        var labels = Descriptor.Labels(labelValues);
        lock (_gate)
        {
            if (!HasOwnLabels)
            {
                return false;
            }

            return _table.Find(labels.Values) is { } found
                ? RemoveFromTable(series => ReferenceEquals(series, found)) > 0
                : _idle?.TakeBack(labels) is not null;
        }
    }

    public override int RemoveWhere(Func<ReadOnlySpan<string>, bool> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        lock (_gate)
        {
            return HasOwnLabels
                ? RemoveFromTable(series => predicate(series.Labels.Values)) + (_idle?.RemoveWhere(labels => predicate(labels.Values)) ?? 0)
                : 0;
        }
    }

    protected abstract TSeries CreateSeries(LabelSet labels);

    void ISeriesStore<TSeries>.Add(TSeries series) => AddToTable(series);

    int ISeriesStore<TSeries>.RemoveWhere(Func<TSeries, bool> predicate) => RemoveFromTable(predicate);

    private int RemoveFromTable(Func<TSeries, bool> predicate)
    {
        var removed = _table.RemoveWhere(predicate);
        if (removed > 0 && _overflowSeries > 0)
        {
            _overflow = null;
            Volatile.Write(ref _overflowSeries, _table.Ordered.ToArray().Count(series => OverflowLabels.Are(series.Labels)));
        }

        return removed;
    }

    private TSeries Add(ReadOnlySpan<string> labelValues, int constants, out bool isOverflow)
    {
        var series = OverflowQuickly(labelValues, constants);
        isOverflow = series is not null;
        series ??= AddSlowly(Descriptor.Labels(labelValues), constants, out isOverflow);
        if (isOverflow)
        {
            // Outside the gate: whoever listens may write to this very family.
            CountOverflow();
        }

        return series;
    }

    // Values without end are what the limit is for, so they must be cheap: no lock and no memory. Values that are not well-formed may be known in another form.
    private TSeries? OverflowQuickly(ReadOnlySpan<string> labelValues, int constants) =>
        _overflow is { } overflow && constants == 0 && _idle is null && IsFull && labelValues.Length == Descriptor.LabelNames.Length && OverflowLabels.AreWellFormed(labelValues)
            ? overflow
            : null;

    private TSeries AddSlowly(LabelSet labels, int constants, out bool isOverflow)
    {
        lock (_gate)
        {
            isOverflow = false;
            if (FindOrTakeBack(labels) is { } found)
            {
                return found;
            }

            if (!IsFull || labels.Count <= constants)
            {
                return Create(labels);
            }

            isOverflow = true;
            var overflowLabels = OverflowLabels.Of(Descriptor, labels, constants);
            var overflow = FindOrTakeBack(overflowLabels) ?? Create(overflowLabels);
            _overflow = constants == 0 ? overflow : _overflow;
            return overflow;
        }
    }

    private TSeries? FindOrTakeBack(LabelSet labels)
    {
        if (_table.Find(labels.Values) is { } found)
        {
            return found;
        }

        var kept = _idle?.TakeBack(labels);
        if (kept is not null)
        {
            AddToTable(kept);
        }

        return kept;
    }

    private TSeries Create(LabelSet labels)
    {
        var series = CreateSeries(labels);
        AddToTable(series);
        return series;
    }

    private void AddToTable(TSeries series)
    {
        _table.Add(series);
        Volatile.Write(ref _overflowSeries, _overflowSeries + (OverflowLabels.Are(series.Labels) ? 1 : 0));
    }
}
