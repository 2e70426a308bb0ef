namespace PrometheusMetrics.Tests.Support;

/// <summary>A test with its own registry, factory and time provider, whose time only the test advances.</summary>
public abstract class EngineTest : IDisposable
{
    protected EngineTest()
    {
        Registry = new MetricRegistry(new MetricRegistryOptions { TimeProvider = Clock });
        Factory = new MetricFactory(Registry, Clock);
    }

    protected MetricRegistry Registry { get; }

    protected MetricFactory Factory { get; }

    private protected TestTimeProvider Clock { get; } = new();

    public void Dispose()
    {
        Registry.Dispose();
        GC.SuppressFinalize(this);
    }
}
