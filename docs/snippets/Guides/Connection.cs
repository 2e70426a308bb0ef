using PrometheusMetrics;

namespace Guides;

internal sealed class Connection
{
    private readonly IStateSet<Phase> _phase;
    private readonly IStateSet _features;
    private readonly IMetricFamily<ICounter, Channel> _failures;
    private readonly IMetricFamily<ICounter, (Channel, bool)> _messages;
    private readonly IMetricFamily<ICounter, Frame> _frames;

    public Connection(IMetricFactory metrics)
    {
        _phase = metrics.CreateStateSet<Phase>("connection_phase", "Where the connection is.");
        _features = metrics.CreateStateSet(
            "feature_enabled", "What is switched on.", new StateSetOptions { States = ["search", "export"] });
        metrics.CreateInfo("build", "What is running.").Set(("version", "1.4.2"), ("revision", "8f3c1d0"));
        _failures = metrics.CreateCounter<Channel>("failures_total", "Failures.", "channel");
        _messages = metrics.CreateCounter<(Channel, bool)>("messages_total", "Messages.", "channel", "compressed");
        _frames = metrics.CreateCounter<Frame>("frames_total", "Frames.", ["channel", "version"], frame => (frame.Channel, frame.Version));
    }

    private enum Phase
    {
        Connecting,
        Open,
        Closed,
    }

    private enum Channel
    {
        Control,
        Data,
    }

    public void Open()
    {
        _phase.Set(Phase.Open);
        _features.Set("export", true);
    }

    public void Receive()
    {
        _failures.WithLabels(Channel.Control).Inc();
        _messages.WithLabels((Channel.Data, true)).Inc();
    }

    public void ReceiveFrame()
    {
        _frames.WithLabels(new Frame(Channel.Data, 2)).Inc();
    }

    private readonly record struct Frame(Channel Channel, int Version);
}
