namespace PrometheusMetrics.Tests.Support;

/// <summary>A test with an engine of its own: a registry, a factory, and a clock that stands still.</summary>
public abstract class EngineTest : IDisposable
{
    protected EngineTest() => Factory = new MetricFactory(Registry, Clock);

    protected MetricRegistry Registry { get; } = new();

    protected MetricFactory Factory { get; }

    private protected TestTimeProvider Clock { get; } = new();

    public void Dispose()
    {
        Registry.Dispose();
        GC.SuppressFinalize(this);
    }
}
