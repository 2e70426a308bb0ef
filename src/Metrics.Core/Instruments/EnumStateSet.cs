using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

internal sealed class EnumStateSet<TState> : Series, IStateSet<TState>
    where TState : struct, Enum
{
    private readonly EnumStates<TState> _states;
    private volatile int _current;

    public EnumStateSet(LabelSet labels, EnumStates<TState> states)
        : base(labels) => _states = states;

    public TState Value => _states[_current];

    protected override long ValueVersion => _current;

    public void Set(TState state)
    {
        var index = _states.IndexOf(state);
        _current = index >= 0
            ? index
            : throw new ArgumentOutOfRangeException(
                nameof(state),
                state,
                $"{typeof(TState).Name} has no such member. Its members are: {_states}. (In '{ForeignText.Escape(_states.Family)}'.)");
        OnWritten();
    }

    public override int LineCount => _states.Names.Length;

    public override void Collect(MetricVisitor visitor) =>
        visitor.StateSet(Labels, new StateSetSample(_states.Names, _states.Active(_current)));
}
