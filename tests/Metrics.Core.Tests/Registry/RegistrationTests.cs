using PrometheusMetrics.Registry;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Registry;

public class RegistrationTests
{
    // A call that the run does not receive is never executed: the run would wait for it until its deadline, and the collector, registered
    // again, would wait for its return forever.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_call_that_begins_while_its_collector_is_unregistered_is_not_lost(bool isFirst)
    {
        const int Repetitions = 30_000;
        var options = new MetricRegistryOptions();
        var outcomes = new CollectorOutcomes(new RegistryMetrics(options), failOnError: false, TimeProvider.System);
        var time = new CollectionTime(TimeProvider.System, TimeSpan.FromHours(1), default);
        var threads = new CollectorThreads();
        var registrations = Enumerable.Range(0, Repetitions)
            .Select(_ => new Registration(TestCollector.OfGauge("x"), [], isFirst ? null : new TaskCompletionSource().Task))
            .ToArray();
        var calls = new CollectorCall?[Repetitions];
        var returns = new Task?[Repetitions];
        var arrived = 0;

        ParallelRunner.Do(2, worker =>
        {
            for (var i = 0; i < Repetitions; i++)
            {
                var run = new CollectorRun([registrations[i]], threads, time, outcomes, CancellationToken.None);
                Interlocked.Increment(ref arrived);
                Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref arrived) >= 2 * (i + 1), ParallelRunner.Deadline));
                if (worker == 0)
                {
                    calls[i] = registrations[i].JoinOrBegin(run, out _);
                }
                else
                {
                    returns[i] = registrations[i].Unregister();
                }
            }
        });

        Assert.DoesNotContain(Enumerable.Range(0, Repetitions), i => returns[i] is not null && calls[i] is null);
    }

    // The system may have no resources for a thread.
    [Fact]
    public void A_collector_that_is_unregistered_before_its_call_fails_to_begin_can_be_called_when_it_is_registered_again()
    {
        var outcomes = new CollectorOutcomes(new RegistryMetrics(new MetricRegistryOptions()), failOnError: false, TimeProvider.System);
        var time = new CollectionTime(TimeProvider.System, TimeSpan.FromHours(1), default);
        var registration = new Registration(TestCollector.OfGauge("x"), []);
        var run = new CollectorRun([registration], new CollectorThreads(), time, outcomes, CancellationToken.None);
        var call = registration.JoinOrBegin(run, out _);
        var returned = registration.Unregister();

        call!.Fail(new ThreadStateException());

        Assert.True(returned!.IsCompleted);
    }
}
