namespace PrometheusMetrics.Hosting;

/// <summary>One call of a refresher, which any number of collections share.</summary>
/// <threadsafety>Every member may be used from any thread.</threadsafety>
internal sealed class RefresherCall
{
    /// <param name="result">A task that completes when the call returns, and fails as it does.</param>
    /// <param name="wait">A task that completes when collections go on: the call has returned, or its time is over.</param>
    public RefresherCall(Task result, Task wait)
    {
        Result = result;
        Wait = wait;
    }

    public Task Result { get; }

    public Task Wait { get; }

    /// <summary>Whether the next collection needs another call.</summary>
    public bool HasEnded => Result.IsCompleted && Wait.IsCompleted;
}
