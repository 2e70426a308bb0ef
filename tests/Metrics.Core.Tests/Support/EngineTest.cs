namespace PrometheusMetrics.Tests.Support;

/// <summary>A test with its own registry, factory and time provider, whose time only the test advances.</summary>
public abstract class EngineTest : IDisposable
{
    protected EngineTest(Action<MetricRegistryOptions>? configure = null)
    {
        var options = new MetricRegistryOptions { TimeProvider = Clock };
        configure?.Invoke(options);
        Registry = new MetricRegistry(options);
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
