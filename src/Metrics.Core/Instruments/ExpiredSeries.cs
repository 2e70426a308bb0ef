using System.Diagnostics.CodeAnalysis;
using System.Runtime;
using System.Runtime.InteropServices;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

/// <summary>A weak reference to an expired series. A series that has changed since is resurrected when it would be collected, and stays
/// alive until it is revived, even if there are no other references to it.</summary>
internal sealed class ExpiredSeries : IDisposable
{
    // A long weak reference, which still has its target after the guard has resurrected it.
    private readonly WeakReference<Series> _series;
    private readonly long _changeVersion;

    // A guard lives as long as its series. When both become unreachable, the finalizer of the guard checks the series.
    private DependentHandle _guard;

    public ExpiredSeries(Series series, long changeVersion)
    {
        _series = new WeakReference<Series>(series, trackResurrection: true);
        _changeVersion = changeVersion;
        _guard = new DependentHandle(series, new ResurrectionGuard(series, changeVersion, this));
    }

#pragma warning disable MA0055 // The handle of a family that is no longer used is freed by the garbage collector only.
    ~ExpiredSeries() => _guard.Dispose();
#pragma warning restore MA0055

    /// <summary>Whether the series has not been collected and still has the value that it had when it expired.</summary>
    public bool IsUnchanged => _series.TryGetTarget(out var series) && series.ChangeVersion == _changeVersion;

    /// <summary>Gets the series, if it has not been collected.</summary>
    public bool TryGetTarget([NotNullWhen(true)] out Series? series) => _series.TryGetTarget(out series);

    /// <summary>Ends the tracking: the series is revived or removed.</summary>
    public void Dispose()
    {
        _guard.Dispose();
        GC.SuppressFinalize(this);
    }

    private sealed class ResurrectionGuard
    {
        private readonly Series _series;
        private readonly long _changeVersion;

        // Loses its target when the series is no longer tracked as expired or the family itself is unreachable. Not a WeakReference, which
        // would be finalized together with this.
        private WeakGCHandle<ExpiredSeries> _owner;

        public ResurrectionGuard(Series series, long changeVersion, ExpiredSeries owner)
        {
            _series = series;
            _changeVersion = changeVersion;
            _owner = new WeakGCHandle<ExpiredSeries>(owner);
        }

#pragma warning disable MA0055 // Only a finalizer runs when the last reference is gone.
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
