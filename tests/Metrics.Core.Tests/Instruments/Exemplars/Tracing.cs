using System.Diagnostics;

namespace PrometheusMetrics.Tests.Instruments.Exemplars;

/// <summary>A new trace: the current activity until it is disposed, with a sampling result that the test chooses.</summary>
internal sealed class Tracing : IDisposable
{
    // One name per trace, so that tests that run at the same time do not listen to each other.
    private readonly ActivitySource _source = new($"{nameof(Tracing)} {Guid.NewGuid()}");
    private readonly ActivityListener _listener;
    private readonly Activity? _before = Activity.Current;
    private readonly Activity _activity;

    public Tracing(ActivitySamplingResult sampling = ActivitySamplingResult.AllDataAndRecorded)
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source == _source,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => sampling,
        };
        ActivitySource.AddActivityListener(_listener);
        Activity.Current = null;
        _activity = _source.StartActivity("request") ?? throw new InvalidOperationException("There is no listener.");
    }

    /// <summary>The labels of its exemplars.</summary>
    public string Labels => $"trace_id=\"{_activity.TraceId.ToHexString()}\",span_id=\"{_activity.SpanId.ToHexString()}\"";

    public void Dispose()
    {
        _activity.Dispose();
        _listener.Dispose();
        _source.Dispose();
        Activity.Current = _before;
    }
}
