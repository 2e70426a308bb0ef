using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Testing;

/// <summary>Measures by how much a sample changes, beginning with its value at the call of <see cref="SampleExtensions.Watch"/>.</summary>
/// <threadsafety>Every member may be called from any thread at any time.</threadsafety>
public sealed class SampleWatch
{
    private readonly IMetricSource _source;
    private readonly SampleQuery _query;
    private readonly double _start;

    internal SampleWatch(IMetricSource source, SampleQuery query)
    {
        _source = source;
        _query = query;
        _start = source.Find(query) ?? 0;
    }

    /// <summary>The current value of the sample less the value at the beginning. Each call runs a whole collection.</summary>
    /// <value>0 if the sample does not exist, but its metric has these label names.</value>
    /// <exception cref="SampleNotFoundException">No metric has this name and these label names. The message says which similar ones there
    /// are.</exception>
    /// <exception cref="CollectionFailedException">A collector failed and <c>FailOnCollectorError</c> is set.</exception>
    public double Delta => (_source.Find(_query) ?? RequirePossible()) - _start;

    /// <summary>Waits until the sample has increased by a number, for effects of another thread such as HTTP metrics.</summary>
    /// <param name="atLeast">The increase to wait for.</param>
    /// <param name="timeout">The maximum time to wait, <see cref="Timeout.InfiniteTimeSpan"/> for no limit, or null for 30
    /// seconds.</param>
    /// <param name="cancellationToken">A token that ends the waiting.</param>
    /// <returns>The increase, which may be more than <paramref name="atLeast"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="TimeoutException">The time is over. The message says what the value was.</exception>
    public Task<double> WaitForDeltaAsync(double atLeast, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        WaitForDeltaAsync(atLeast, new Patience(timeout, TimeProvider.System), cancellationToken);

    internal async Task<double> WaitForDeltaAsync(double atLeast, Patience patience, CancellationToken cancellationToken)
    {
        var value = await patience.WaitForSampleAsync(_source, _query, _start + atLeast, cancellationToken).ConfigureAwait(false);
        return value - _start;
    }

    private double RequirePossible() =>
        _source.Read(new SampleSearch(_query)).IsPossible ? 0 : throw new SampleNotFoundException(_source.Explain(_query));
}
