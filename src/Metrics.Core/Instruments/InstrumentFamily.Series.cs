using System.Runtime.CompilerServices;
using Metrics.Collection;
using Metrics.Streaming;

namespace Metrics.Instruments;

/// <summary>All series of one name.</summary>
/// <typeparam name="TInstrument">What users hold.</typeparam>
/// <typeparam name="TSeries">What it is.</typeparam>
internal abstract class InstrumentFamily<TInstrument, TSeries> : InstrumentFamily<TInstrument>
    where TInstrument : class
    where TSeries : Series, TInstrument
{
    private const string OverflowValue = "_overflow";

    private readonly Lock _gate = new();
    private readonly SeriesTable<TSeries> _table = new();

    // Null for a family whose series don't expire.
    private readonly IdleWatch<TSeries>? _idle;
    private ICounter? _overflows;

    protected InstrumentFamily(MetricDescriptor descriptor, InstrumentOptions? options, FamilySetup setup)
        : base(descriptor, options, setup)
    {
        if (IdleTimeout is { } timeout && !descriptor.LabelNames.IsEmpty)
        {
            _idle = new IdleWatch<TSeries>(_table, _gate, timeout, setup.Clock);
        }
    }

    public override int Removals => _table.Removals;

    public override int Count => _table.Count;

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
            if (labels.Count == 0)
            {
                return false;
            }

            return _table.Find(labels.Values) is { } found
                ? _table.RemoveWhere(series => ReferenceEquals(series, found)) > 0
                : _idle?.TakeBack(labels) is not null;
        }
    }

    public override int RemoveWhere(Func<ReadOnlySpan<string>, bool> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        lock (_gate)
        {
            return Descriptor.LabelNames.IsEmpty
                ? 0
                : _table.RemoveWhere(series => predicate(series.Labels.Values)) + (_idle?.RemoveWhere(labels => predicate(labels.Values)) ?? 0);
        }
    }

    protected abstract TSeries CreateSeries(LabelSet labels);

    private TSeries Add(ReadOnlySpan<string> labelValues, int constants, out bool isOverflow)
    {
        var labels = Descriptor.Labels(labelValues);
        lock (_gate)
        {
            isOverflow = false;
            if (_table.Find(labels.Values) is { } found)
            {
                return found;
            }

            if (_idle?.TakeBack(labels) is { } kept)
            {
                _table.Add(kept);
                return kept;
            }

            if (_table.Count >= SeriesLimit && labels.Count > constants)
            {
                isOverflow = true;
                return Overflow(labels, constants);
            }

            return Create(labels);
        }
    }

    private TSeries Overflow(LabelSet labels, int constants)
    {
        _overflows ??= Setup.Events.OnSeriesLimitReached(Descriptor.Name, SeriesLimit);
        _overflows.Inc();
        var values = labels.Values.ToArray();
        values.AsSpan(constants).Fill(OverflowValue);
        return _table.Find(values) ?? Create(Descriptor.Labels(values));
    }

    private TSeries Create(LabelSet labels)
    {
        var series = CreateSeries(labels);
        _table.Add(series);
        return series;
    }
}
