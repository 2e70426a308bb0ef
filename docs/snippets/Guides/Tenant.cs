using System.Collections.Concurrent;
using PrometheusMetrics;

namespace Guides;

internal sealed class Tenant(string name, IMetricFactory metrics) : IDisposable
{
    private readonly ConcurrentDictionary<string, DateTime> _sessions = new();
    private IDisposable? _count;

    public void Open() => _count = metrics
        .WithConstantLabels(("tenant", name))
        .CreateObservableGauge("tenant_sessions", "Open sessions.", () => _sessions.Count);

    public void Dispose() => _count?.Dispose();
}
