using System.Runtime.CompilerServices;
using Metrics.Collection;
using Metrics.Streaming;

namespace Metrics.Instruments;

/// <summary>All series of one name, and the part of the shape that every kind of instrument has.</summary>
internal abstract class InstrumentFamily : ICollector, IStreamableFamily
{
    protected InstrumentFamily(MetricDescriptor descriptor)
    {
        Descriptor = descriptor;
        Descriptors = [descriptor];
    }

    public MetricDescriptor Descriptor { get; }

    public IReadOnlyList<MetricDescriptor> Descriptors { get; }

    public abstract ReadOnlyMemory<Series> Series { get; }

    public void Collect(IMetricVisitor visitor, CancellationToken token) => FamilyReport.Report(this, visitor);

    public bool HasShape(string help, ReadOnlySpan<string> labelNames, string? unit) =>
        Descriptor.Help == help && Descriptor.Unit == (unit ?? "") && labelNames.SequenceEqual(Descriptor.LabelNames);

    /// <summary>Makes the only series of a family without labels, which shows before its first use.</summary>
    public abstract void AddUnlabelled();

    public override string ToString() =>
        $"{Descriptor}, help \"{Descriptor.Help}\"{(Descriptor.Unit.Length == 0 ? "" : $", unit {Descriptor.Unit}")}{DescribeOptions()}";

    /// <summary>What the options add to the shape, for the message that shows two shapes: ", buckets 1, 2, 5".</summary>
    protected virtual string DescribeOptions() => "";
}

/// <summary>All series of one name.</summary>
/// <typeparam name="TInstrument">What users hold.</typeparam>
/// <typeparam name="TSeries">What it is.</typeparam>
internal abstract class InstrumentFamily<TInstrument, TSeries> : InstrumentFamily, IMetricFamily<TInstrument>
    where TInstrument : class
    where TSeries : Series, TInstrument
{
    private readonly Lock _gate = new();
    private readonly SeriesTable<TSeries> _table = new();

    protected InstrumentFamily(MetricDescriptor descriptor, TimeProvider clock)
        : base(descriptor) => Clock = clock;

    public override ReadOnlyMemory<Series> Series => _table.Ordered;

    protected TimeProvider Clock { get; }

    public TInstrument WithLabels(params ReadOnlySpan<string> labelValues)
    {
        var series = _table.Find(labelValues, SeriesTable<TSeries>.Hash(labelValues)) ?? Add(labelValues);

        // TSeries is a TInstrument by its constraint; in code that is shared over reference types the compiler's own conversion would look that up.
        return Unsafe.As<TInstrument>(series);
    }

    public override void AddUnlabelled()
    {
        if (Descriptor.LabelNames.IsEmpty)
        {
            WithLabels();
        }
    }

    public bool Remove(params ReadOnlySpan<string> labelValues)
    {
        var labels = Descriptor.Labels(labelValues);
        lock (_gate)
        {
            return labels.Count > 0
                && _table.Find(labels.Values, SeriesTable<TSeries>.Hash(labels.Values)) is { } found
                && _table.RemoveWhere(series => ReferenceEquals(series, found)) > 0;
        }
    }

    public int RemoveWhere(Func<ReadOnlySpan<string>, bool> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        lock (_gate)
        {
            return Descriptor.LabelNames.Length == 0 ? 0 : _table.RemoveWhere(series => predicate(series.Labels.Values));
        }
    }

    public void Clear() => RemoveWhere(static _ => true);

    protected abstract TSeries CreateSeries(LabelSet labels);

    private TSeries Add(ReadOnlySpan<string> labelValues)
    {
        var labels = Descriptor.Labels(labelValues);
        var hash = SeriesTable<TSeries>.Hash(labels.Values);
        lock (_gate)
        {
            var series = _table.Find(labels.Values, hash);
            if (series is null)
            {
                series = CreateSeries(labels);
                _table.Add(series);
            }

            return series;
        }
    }
}
