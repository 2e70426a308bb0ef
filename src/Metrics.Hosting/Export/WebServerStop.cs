using System.Diagnostics.Tracing;

namespace PrometheusMetrics.Hosting;

/// <summary>Listens, from its creation on, whether the web server has stopped.</summary>
internal sealed class WebServerStop : EventListener
{
    private const string Source = "Microsoft.AspNetCore.Hosting";
    private const string Stopped = "HostStop";

    private volatile bool _isHeard;
    private volatile bool _hasStopped;

    /// <summary>Whether it has stopped, or null if that is not known: an application that is compiled ahead of time has no events, unless
    /// its project sets <c>EventSourceSupport</c>.</summary>
    public bool? HasStopped => _isHeard ? _hasStopped : null;

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == Source)
        {
            EnableEvents(eventSource, EventLevel.Informational);
            _isHeard = true;
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventName == Stopped)
        {
            _hasStopped = true;
        }
    }
}
