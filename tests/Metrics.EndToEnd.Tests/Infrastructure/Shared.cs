namespace PrometheusMetrics.EndToEnd.Infrastructure;

/// <summary>Something that the tests of a class share: started by the first that asks, disposed with the fixture that holds it.</summary>
/// <remarks>It must be started by a test, because xunit turns the skip of a fixture into a failure.</remarks>
/// <typeparam name="T">What is shared.</typeparam>
internal sealed class Shared<T> : IAsyncDisposable
    where T : IAsyncDisposable
{
    private readonly Lazy<Task<T>> _value;

    public Shared(Func<Task<T>> start) => _value = new Lazy<Task<T>>(start);

    /// <summary>What is shared. When it could not be started, every test gets the reason.</summary>
    public Task<T> GetAsync() => _value.Value;

    public async ValueTask DisposeAsync()
    {
        if (_value is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            await (await _value.Value).DisposeAsync();
        }
    }
}
