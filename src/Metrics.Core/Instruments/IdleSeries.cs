using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

/// <summary>A series that is held weakly, unless it has changed: then it lives until somebody looks, also if whoever changed it has let go of it.</summary>
internal sealed class IdleSeries
{
    // As long as the series lives, its guard does. They die together, and then the guard has a last look.
    private static readonly ConditionalWeakTable<Series, Guard> Guards = [];

    // Long: it still leads to a series which the guard has brought back.
    private readonly WeakReference<Series> _series;
    private readonly long _stamp;

    public IdleSeries(Series series, long stamp)
    {
        _series = new WeakReference<Series>(series, trackResurrection: true);
        _stamp = stamp;
        Guards.AddOrUpdate(series, new Guard(series, stamp, this));
    }

    /// <summary>Whether it lives and has the value that it had when it was taken out.</summary>
    public bool IsUnchanged => _series.TryGetTarget(out var series) && series.Stamp == _stamp;

    /// <summary>The series, for whoever ends the watch; null if it is gone.</summary>
    public Series? Release() => _series.TryGetTarget(out var series) ? series : null;

    private sealed class Guard
    {
        private readonly Series _series;
        private readonly long _stamp;

        // Leads nowhere once nobody looks any more: the series has been released, or the family itself is gone. Not a WeakReference, which would be finalized
        // together with this.
        private WeakGCHandle<IdleSeries> _owner;

        public Guard(Series series, long stamp, IdleSeries owner)
        {
            _series = series;
            _stamp = stamp;
            _owner = new WeakGCHandle<IdleSeries>(owner);
        }

#pragma warning disable MA0055 // Nothing else runs when the last reference has gone.
        ~Guard()
#pragma warning restore MA0055
        {
            if (_series.Stamp != _stamp && _owner.TryGetTarget(out _))
            {
                GC.ReRegisterForFinalize(this);
            }
            else
            {
                _owner.Dispose();
            }
        }
    }
}
