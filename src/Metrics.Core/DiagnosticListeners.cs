using PrometheusMetrics.Collection;
using PrometheusMetrics.Linting;

namespace PrometheusMetrics;

/// <summary>The diagnostics of a registry: those that it was created with, and those of the hosts that use it now.</summary>
/// <threadsafety>Every member may be called from any thread. A notification takes no lock.</threadsafety>
/// <param name="labels">The labels of the registry.</param>
internal sealed class DiagnosticListeners(LabelSet labels)
{
    private readonly Lock _gate = new();
    private volatile Listener[] _listeners = [];

    /// <summary>Adds a listener. One that is added twice is notified once.</summary>
    /// <returns>An object that removes it when it is disposed.</returns>
    public IDisposable Add(MetricDiagnostics diagnostics)
    {
        lock (_gate)
        {
            var listener = Array.Find(_listeners, listener => ReferenceEquals(listener.Diagnostics, diagnostics));
            if (listener is null)
            {
                listener = new Listener(diagnostics, labels);
                _listeners = [.. _listeners, listener];
            }

            listener.Uses++;
            return new Subscription(this, listener);
        }
    }

    /// <summary>Notifies the listeners, and ignores what they throw: a logger whose disk is full, for example, loses the message
    /// only.</summary>
    public void Notify(Action<MetricDiagnostics> notification)
    {
        foreach (var listener in _listeners)
        {
            listener.Notify(notification);
        }
    }

    /// <summary>Notifies each listener of families that deviate from the conventions, unless it knows them. The caller holds no lock,
    /// because the listeners are code of the application.</summary>
    public void Check(IReadOnlyList<MetricDescriptor> families)
    {
        foreach (var listener in _listeners)
        {
            listener.Lint.Check(families);
        }
    }

    private void Remove(Listener listener)
    {
        lock (_gate)
        {
            if (--listener.Uses == 0)
            {
                _listeners = Array.FindAll(_listeners, other => other != listener);
            }
        }
    }

    private sealed class Listener
    {
        public Listener(MetricDiagnostics diagnostics, LabelSet labels)
        {
            Diagnostics = diagnostics;
            Lint = new LintReporter(Notify, labels);
        }

        public MetricDiagnostics Diagnostics { get; }

        public LintReporter Lint { get; }

        /// <summary>How often it was added. Guarded by the lock.</summary>
        public int Uses { get; set; }

        public void Notify(Action<MetricDiagnostics> notification)
        {
            try
            {
                notification(Diagnostics);
            }
            catch (Exception)
            {
                // See the summary of the outer method.
            }
        }
    }

    private sealed class Subscription(DiagnosticListeners listeners, Listener listener) : IDisposable
    {
        private Listener? _listener = listener;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _listener, null) is { } listener)
            {
                listeners.Remove(listener);
            }
        }
    }
}
