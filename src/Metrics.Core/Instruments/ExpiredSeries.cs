using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

/// <summary>A series that is held weakly, unless it has changed: then it lives until somebody looks, also if whoever changed it has let go of it.</summary>
internal sealed class ExpiredSeries
{
    // As long as the series lives, its guard does. They die together, and then the guard has a last look.
    private static readonly ConditionalWeakTable<Series, ResurrectionGuard> Guards = [];

    // Long: it still leads to a series which the guard has brought back.
    private readonly WeakReference<Series> _series;
    private readonly long _changeVersion;

    public ExpiredSeries(Series series, long changeVersion)
    {
        _series = new WeakReference<Series>(series, trackResurrection: true);
        _changeVersion = changeVersion;
        Guards.AddOrUpdate(series, new ResurrectionGuard(series, changeVersion, this));
    }

    /// <summary>Whether it lives and has the value that it had when it was taken out.</summary>
    public bool IsUnchanged => _series.TryGetTarget(out var series) && series.ChangeVersion == _changeVersion;

    /// <summary>Gets the series, if it has not been collected.</summary>
    public bool TryGetTarget([NotNullWhen(true)] out Series? series) => _series.TryGetTarget(out series);

    private sealed class ResurrectionGuard
    {
        private readonly Series _series;
        private readonly long _changeVersion;

        // Leads nowhere once nobody looks any more: the series has been released, or the family itself is gone. Not a WeakReference, which would be finalized
        // together with this.
        private WeakGCHandle<ExpiredSeries> _owner;

        public ResurrectionGuard(Series series, long changeVersion, ExpiredSeries owner)
        {
            _series = series;
            _changeVersion = changeVersion;
            _owner = new WeakGCHandle<ExpiredSeries>(owner);
        }

#pragma warning disable MA0055 // Nothing else runs when the last reference has gone.
        ~ResurrectionGuard()
#pragma warning restore MA0055
        {
            if (_series.ChangeVersion != _changeVersion && _owner.TryGetTarget(out _))
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
