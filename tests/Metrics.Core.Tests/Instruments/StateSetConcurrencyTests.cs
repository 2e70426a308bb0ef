using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments;

[Collection(nameof(RunsAlone))]
public class StateSetConcurrencyTests : EngineTest
{
    private const int Rounds = 20_000;
    private static readonly string[] Names = [.. Enumerable.Range(0, 8).Select(i => $"s{i}")];

    private readonly IStateSet _states;

    public StateSetConcurrencyTests() => _states = Factory.CreateStateSet("x", "", new StateSetOptions { States = Names });

    [Fact]
    public void Threads_that_turn_different_states_lose_nothing() => ParallelRunner.Do(Names.Length, worker =>
    {
        var mine = Names[worker];
        for (var i = 0; i < Rounds; i++)
        {
            _states.Set(mine, i % 2 == 0);
            Assert.Equal(i % 2 == 0, _states.IsActive(mine));
        }
    });

    // Principle 3
    [Fact]
    public void Every_scrape_sees_exactly_one_while_they_switch()
    {
        _states.Switch("s0");
        using var switching = ParallelRunner.Keep(2, worker =>
        {
            _states.Switch(Names[worker]);
            _states.Switch(Names[7 - worker]);
        });

        for (var i = 0; i < Rounds / 10; i++)
        {
            Assert.Equal(2, Assert.Single(Scrape.Lines(Registry)).Split(":1").Length);
        }
    }
}
