using PrometheusMetrics;

namespace Guides;

internal sealed class Sessions
{
    private readonly IMetricFamily<IGauge> _queue;
    private readonly IMetricFamily<ICounter> _messages;

    public Sessions(IMetricFactory metrics, string shard)
    {
        var own = metrics.WithPrefix("chat").WithConstantLabels(("shard", shard));
        _messages = own.CreateCounter("messages_total", "Messages.", "room");
        _queue = own.CreateGauge("queue_length", "Messages that wait.", ["room", "client"], new GaugeOptions
        {
            SeriesLimit = 50_000,
            IdleTimeout = TimeSpan.FromMinutes(30),
        });
    }

    public void Sent(string room) => _messages.WithLabels(room).Inc();

    public void Closed(string room)
    {
        _messages.Remove(room);
        _queue.RemoveWhere(values => values[0] == room);
    }
}
