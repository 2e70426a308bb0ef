using System.Threading.Tasks.Sources;

namespace PrometheusMetrics.Benchmarks.Requests;

/// <summary>Something that an endpoint awaits and the benchmark completes, without an allocation of its own.</summary>
internal sealed class PendingSignal : IValueTaskSource
{
    private ManualResetValueTaskSourceCore<bool> _source;

    public ValueTask WaitAsync() => new(this, _source.Version);

    /// <summary>Completes the wait. What awaits it continues before this method returns.</summary>
    public void Complete() => _source.SetResult(true);

    public void GetResult(short token)
    {
        _source.GetResult(token);
        _source.Reset();
    }

    public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

    public void OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);
}
