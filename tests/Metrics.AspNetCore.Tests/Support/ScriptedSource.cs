using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Tests.Support;

/// <summary>A source of one gauge that reports series after series until the script ends it.</summary>
/// <param name="goOn">Called before each series with its number; false ends the collection, and it may throw.</param>
internal sealed class ScriptedSource(Func<int, bool> goOn) : IMetricSource
{
    private static readonly MetricDescriptor Family = new(MetricType.Gauge, "scripted", "Series as the script wants them.", "series");

    private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A reader was disposed.</summary>
    public Task Disposed => _disposed.Task;

    public IMetricReader Read(in CollectionRequest request = default) => new Reader(this, goOn);

    private sealed class Reader(ScriptedSource source, Func<int, bool> goOn) : IMetricReader
    {
        private int _next;

        public bool Read(MetricVisitor visitor)
        {
            if (_next == 0)
            {
                visitor.BeginFamily(Family);
            }

            if (!goOn(_next))
            {
                visitor.EndFamily();
                return false;
            }

            visitor.Gauge(Family.Labels($"{_next++:D100}"), new GaugeSample(1));
            return true;
        }

        public void Dispose() => source._disposed.TrySetResult();
    }
}
