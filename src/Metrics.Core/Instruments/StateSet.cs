using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

internal sealed class StateSet : Series, IStateSet
{
    private readonly StateNames _names;

    // Copy-on-write: a scrape reads all states as of one moment.
    private bool[] _active;

    public StateSet(LabelSet labels, StateNames names)
        : base(labels)
    {
        _names = names;
        _active = new bool[names.All.Length];
    }

    public ReadOnlySpan<string> States => _names.All;

    public override int LineCount => _names.All.Length;

    protected override long ValueVersion
    {
        get
        {
            var version = 0L;
            foreach (var active in Volatile.Read(ref _active))
            {
                version = (version * 3) + (active ? 1 : 2);
            }

            return version;
        }
    }

    public bool IsActive(string state) => Volatile.Read(ref _active)[_names.IndexOf(state)];

    public void Set(string state, bool active)
    {
        Set(_names.IndexOf(state), active);
        OnWritten();
    }

    public void Switch(string state)
    {
        var after = new bool[_names.All.Length];
        after[_names.IndexOf(state)] = true;
        Volatile.Write(ref _active, after);
        OnWritten();
    }

    public override void Collect(MetricVisitor visitor) =>
        visitor.StateSet(Labels, new StateSetSample(_names.All, Volatile.Read(ref _active)));

    private void Set(int index, bool active)
    {
        var before = Volatile.Read(ref _active);
        while (before[index] != active)
        {
            bool[] after = [.. before];
            after[index] = active;
            var found = Interlocked.CompareExchange(ref _active, after, before);
            if (ReferenceEquals(found, before))
            {
                return;
            }

            before = found;
        }
    }
}
