namespace PrometheusMetrics.Tests.Instruments.Striping.Schedules;

/// <summary>What is true in every schedule.</summary>
public sealed class ScheduleTests(ScheduleTests.TrueSources sources) : IClassFixture<ScheduleTests.TrueSources>
{
    // For each scenario: more than a hundred thousand in all.
    private const int Schedules = 4_500;

    // Many times what they take, unless other programs keep all processors busy: then each change of the thread may wait for one.
    private static readonly TimeSpan LongestTime = TimeSpan.FromSeconds(8);

    public static TheoryData<string> Scenarios =>
    [
        .. typeof(Scenario).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(Scenario)) && !type.IsAbstract && !type.IsNested)
            .Select(type => type.Name),
    ];

    // Principles 2 and 3
    [Theory]
    [MemberData(nameof(Scenarios))]
    public void What_a_scenario_says_is_true_in_every_schedule(string scenario)
    {
        var create = sources.Find(scenario);
        var start = TimeProvider.System.GetTimestamp();
        var seed = 0;
        while (seed < Schedules && TimeProvider.System.GetElapsedTime(start) < LongestTime)
        {
            sources.Scheduler.Run(create(), seed++);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{scenario}: {seed} of {Schedules} schedules.");
    }

    [Fact]
    public void There_are_a_hundred_thousand_schedules() => Assert.InRange(Schedules * Scenarios.Count, 100_000, 200_000);

    /// <summary>The sources as they are, and a scheduler.</summary>
    public sealed class TrueSources : IDisposable
    {
        private readonly ScheduledSources _sources = new();

        internal Scheduler Scheduler { get; } = new();

        public void Dispose() => Scheduler.Dispose();

        internal Func<Scenario> Find(string scenario) => _sources.Find(scenario);
    }
}
