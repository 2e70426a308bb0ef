using System.Runtime.CompilerServices;
using PrometheusMetrics.Benchmarks.Operations;

namespace PrometheusMetrics.Benchmarks.Instruments;

/// <summary>Every instrument in one: each operation is <c>Interlocked.Increment</c> on one field. As a counter it is the unit of the table;
/// its other types give the call sites several implementations.</summary>
/// <typeparam name="TKind">Any type of values: each makes another implementation of the interfaces.</typeparam>
internal sealed class StandIn<TKind>
    : ICounter, IGauge, IHistogram, ISummary, IMetricFamily<ICounter>, IMetricFamily<ICounter, (RequestMethod, bool, int)>
    where TKind : struct
{
    private long _field;

    public double Value => Volatile.Read(ref _field);

    public IMetricFamily<ICounter> Family => this;

    public void Inc() => Interlocked.Increment(ref _field);

    public void Inc(double value) => Inc();

    public void IncTo(double value) => Inc();

    public void IncWithExemplar(double value, params ReadOnlySpan<(string Name, string Value)> exemplar) => Inc();

    public void Set(double value) => Inc();

    public void Dec(double value) => Inc();

    public void SetToCurrentTime() => Inc();

    public void SetToTime(DateTimeOffset time) => Inc();

    public void Observe(double value) => Inc();

    public void ObserveWithExemplar(double value, params ReadOnlySpan<(string Name, string Value)> exemplar) => Inc();

    public ICounter WithLabels(params ReadOnlySpan<string> labelValues) => this;

    public ICounter WithLabels((RequestMethod, bool, int) labels) => this;

    public IMetricFamily<ICounter, TLabels> WithLabelTypes<TLabels>(Func<TLabels, ITuple>? convert)
        where TLabels : notnull => throw new NotSupportedException();

    public bool Remove(params ReadOnlySpan<string> labelValues) => false;

    public bool Remove((RequestMethod, bool, int) labels) => false;

    public bool Hide(params ReadOnlySpan<string> labelValues) => false;

    public bool Hide((RequestMethod, bool, int) labels) => false;

    public int RemoveWhere(Func<ReadOnlySpan<string>, bool> predicate) => 0;

    public void Clear()
    {
    }
}
