using PrometheusMetrics.Collection;
using PrometheusMetrics.Linting;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Linting;

/// <summary>R-363: metrics that deviate from the conventions of Prometheus are accepted, and told.</summary>
public sealed class LintTests
{
    private const string CamelCase = "metric names should be written in 'snake_case' not 'camelCase'";
    private const string NoTotal = "non-counter metrics should not have \"_total\" suffix";
    private const string Abbreviation = "metric names should not contain abbreviated units";
    private const string NoHelp = "no help text";

    private readonly RecordingDiagnostics _diagnostics = new();

    [Fact]
    public void A_registry_lists_the_problems_of_its_instruments()
    {
        using var registry = new MetricRegistry();
        CreateBadMetrics(new MetricFactory(registry));

        Assert.Equal(
            [
                new("help", NoHelp),
                new("latency_ms_seconds", Abbreviation),
                new("requestCount_total", CamelCase),
                new("x_total", NoTotal),
            ],
            registry.Lint());
    }

    //
    [Fact]
    public void The_librarys_own_metrics_have_no_problem()
    {
        using var registry = new MetricRegistry();
        registry.AddProcessMetrics().AddRuntimeMetrics();

        Assert.Empty(registry.Lint());
        Assert.Empty(_diagnostics.Linted);
    }

    //
    [Fact]
    public void A_suffix_that_is_added_at_creation_is_no_problem()
    {
        using var registry = new MetricRegistry();
        var factory = new MetricFactory(registry);
        factory.CreateCounter("x_requests", "Help.");
        factory.CreateGauge("age", "Help.", new GaugeOptions { Unit = "seconds" });

        Assert.Empty(registry.Lint());
    }

    [Fact]
    public void Families_are_checked_whether_they_report_something_or_not()
    {
        using var registry = new MetricRegistry();
        new MetricFactory(registry).CreateCounter("noSeries", "Help.", "a");
        registry.Register(new TestCollector(
            [new MetricDescriptor(MetricType.Gauge, "fails", "")], _ => throw new InvalidOperationException()));
        registry.Register(new TestCollector([new MetricDescriptor(MetricType.Gauge, "declared", "")]));
        registry.Register(TestCollector.Unchecked(new MetricDescriptor(MetricType.Gauge, "undeclared", "")));

        Assert.Equal(
            [new("declared", NoHelp), new("fails", NoHelp), new("noSeries_total", CamelCase), new("undeclared", NoHelp)],
            registry.Lint());
    }

    [Fact]
    public void The_diagnostics_are_told_once_per_name()
    {
        using var registry = new MetricRegistry(new MetricRegistryOptions { Diagnostics = _diagnostics });
        var factory = new MetricFactory(registry);

        CreateBadMetrics(factory);
        CreateBadMetrics(factory);
        CreateBadMetrics(new MetricFactory(registry));

        Assert.Equal(
            [
                $"requestCount_total: {CamelCase}",
                $"x_total: {NoTotal}",
                $"latency_ms_seconds: {Abbreviation}",
                $"help: {NoHelp}",
            ],
            _diagnostics.Linted);
    }

    [Fact]
    public void All_problems_of_a_name_are_told_at_once()
    {
        using var registry = new MetricRegistry(new MetricRegistryOptions { Diagnostics = _diagnostics });

        new MetricFactory(registry).CreateGauge("requestCount_total", "");

        Assert.Equal([$"requestCount_total: {NoHelp}; {NoTotal}; {CamelCase}"], _diagnostics.Linted);
    }

    [Fact]
    public void Collectors_and_observables_are_told_when_they_are_registered()
    {
        using var registry = new MetricRegistry(new MetricRegistryOptions { Diagnostics = _diagnostics });

        registry.Register(new TestCollector(
            [new MetricDescriptor(MetricType.Gauge, "a", ""), new MetricDescriptor(MetricType.Gauge, "good", "Help.")]));
        new MetricFactory(registry).CreateObservableGauge("b", "", () => 1);
        registry.AddRuntimeMetrics();

        Assert.Equal([$"a: {NoHelp}", $"b: {NoHelp}"], _diagnostics.Linted);
    }

    [Fact]
    public void A_metric_that_could_not_be_registered_is_not_told()
    {
        using var registry = new MetricRegistry(new MetricRegistryOptions { Diagnostics = _diagnostics });
        registry.Register(TestCollector.OfGauge("x"));
        _diagnostics.Linted.Clear();

        Assert.Throws<InvalidOperationException>(() => new MetricFactory(registry).CreateGauge("x", ""));
        Assert.Throws<InvalidOperationException>(() => registry.Register(new TestCollector(
            [new MetricDescriptor(MetricType.Gauge, "y", ""), new MetricDescriptor(MetricType.Gauge, "x", "")])));

        Assert.Empty(_diagnostics.Linted);
    }

    [Fact]
    public void A_metric_that_comes_and_goes_is_told_once_and_names_without_end_are_not()
    {
        using var registry = new MetricRegistry(new MetricRegistryOptions { Diagnostics = _diagnostics });
        var factory = new MetricFactory(registry);

        for (var i = 0; i < 5_000; i++)
        {
            factory.CreateObservableGauge($"x{i / 2}", "", () => 1).Dispose();
        }

        Assert.Equal(1_000, _diagnostics.Linted.Count);
        Assert.Equal(1_000, _diagnostics.Linted.Distinct().Count());
    }

    // A listener is code of the application: it may use the registry, from any thread.
    [Fact]
    public void The_diagnostics_are_told_outside_of_the_lock()
    {
        var listener = new Listener();
        using var registry = new MetricRegistry(new MetricRegistryOptions { Diagnostics = listener });
        listener.OnFound = () => Task.Run(() => registry.Register(TestCollector.OfGauge("other"))).Wait(ParallelRunner.Deadline);

        new MetricFactory(registry).CreateGauge("x", "");
        Assert.True(listener.Completed);
        listener.OnFound = () => Task.Run(() => registry.Register(TestCollector.OfGauge("another"))).Wait(ParallelRunner.Deadline);
        registry.Register(TestCollector.OfGauge("y"));
        Assert.True(listener.Completed);
    }

    [Fact]
    public void A_broken_listener_disturbs_nothing()
    {
        using var registry = new MetricRegistry(new MetricRegistryOptions { Diagnostics = new Listener { OnFound = Fail } });

        new MetricFactory(registry).CreateGauge("x", "").Set(3);

        Assert.Equal(3, registry.GetSampleValue("x"));

        static bool Fail() => throw new InvalidOperationException("broken");
    }

    private static void CreateBadMetrics(MetricFactory factory)
    {
        factory.CreateCounter("requestCount", "Help.");
        factory.CreateGauge("x_total", "Help.");
        factory.CreateHistogram("latency_ms", "Help.", new HistogramOptions { Unit = "seconds" });
        factory.CreateGauge("help", "");
    }

    private sealed class Listener : MetricDiagnostics
    {
        public Func<bool>? OnFound { get; set; }

        public bool Completed { get; private set; }

        public override void LintProblemsFound(string family, IReadOnlyList<LintProblem> problems)
        {
            var action = OnFound;
            OnFound = null;
            Completed = action?.Invoke() ?? Completed;
        }
    }
}
