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
    private ICounter? _overflows;

    protected InstrumentFamily(MetricDescriptor descriptor, InstrumentOptions? options, FamilySetup setup)
        : base(descriptor, options, setup)
    {
    }

    public override int Removals => _table.Removals;

    public override ReadOnlyMemory<Series> ReadSeries() => _table.Ordered;

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
            return labels.Count > 0
                && _table.Find(labels.Values) is { } found
                && _table.RemoveWhere(series => ReferenceEquals(series, found)) > 0;
        }
    }

    public override int RemoveWhere(Func<ReadOnlySpan<string>, bool> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        lock (_gate)
        {
            return Descriptor.LabelNames.Length == 0 ? 0 : _table.RemoveWhere(series => predicate(series.Labels.Values));
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
