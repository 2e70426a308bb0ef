using PrometheusMetrics.Registry;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Registry;

/// <summary>What a registry can't be made to show when it is wanted: collectors that are unregistered while a collection begins, and a
/// system without resources.</summary>
public sealed class CollectorRunTests
{
    private readonly TestTimeProvider _clock = new();
    private readonly CollectorOutcomes _outcomes;
    private readonly CollectionTime _time;

    public CollectorRunTests()
    {
        _outcomes = new CollectorOutcomes(
            new RegistryMetrics(new MetricRegistryOptions { TimeProvider = _clock }), failOnError: false, _clock);
        _time = new CollectionTime(_clock, TimeSpan.FromSeconds(5), default);
    }

    [Fact]
    public async Task Collectors_that_are_unregistered_before_they_are_called_are_not_waited_for()
    {
        var registration = new Registration(TestCollector.OfGauge("x"), []);
        var run = Run(new CollectorThreads(), registration);
        Assert.Null(registration.Unregister());

        run.Start();

        Assert.True(await run.TryWaitAsync().WaitAsync(ParallelRunner.Deadline));
        Assert.Empty(run.GetReports());
        Assert.Equal(0, _clock.Timers);
    }

    [Fact]
    public async Task Where_the_system_refuses_a_thread_the_collectors_fail_with_its_reason()
    {
        var refusal = new InsufficientMemoryException();
        var run = Run(
            new CollectorThreads(_ => throw refusal),
            new Registration(TestCollector.OfGauge("x"), []),
            new Registration(TestCollector.OfGauge("y"), []));

        run.Start();

        Assert.True(await run.TryWaitAsync().WaitAsync(ParallelRunner.Deadline));
        Assert.Equal([refusal, refusal], run.GetReports().Select(result => result.Report.Failure));
        Assert.Equal(0, _clock.Timers);
    }

    [Fact]
    public void A_call_that_has_returned_is_discarded_at_once()
    {
        var call = Call(TestCollector.OfGauge("x"));
        call.Execute(_outcomes, _time);

        Assert.True(call.Discard().IsCompleted);
    }

    [Fact]
    public void All_that_wait_for_the_return_of_a_discarded_call_see_it()
    {
        var call = Call(TestCollector.OfGauge("x"));

        var (first, second) = (call.Discard(), call.Discard());
        Assert.False(first.IsCompleted || second.IsCompleted);
        call.Execute(_outcomes, _time);

        Assert.True(first.IsCompleted && second.IsCompleted);
    }

    private CollectorCall Call(TestCollector collector)
    {
        var registration = new Registration(collector, []);
        return new CollectorCall(registration, Run(new CollectorThreads(), registration));
    }

    private CollectorRun Run(CollectorThreads threads, params Registration[] registrations) =>
        new(registrations, threads, _time, _outcomes, CancellationToken.None);
}
