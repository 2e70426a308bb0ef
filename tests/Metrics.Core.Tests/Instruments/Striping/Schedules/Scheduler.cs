namespace PrometheusMetrics.Tests.Instruments.Striping.Schedules;

/// <summary>Runs schedules one after the other, on the same real threads.</summary>
internal sealed class Scheduler : IDisposable
{
    private readonly List<LogicalThread> _threads = [];
    private readonly SemaphoreSlim _threadsDone = new(0);

    /// <summary>The steps of the current schedule.</summary>
    public List<Step> Trace { get; } = [];

    /// <summary>Runs a scenario with the choices that follow from a seed.</summary>
    /// <exception cref="ScheduleException">The scenario fails.</exception>
    public void Run(Scenario scenario, int seed) => new Schedule(this, seed, scenario.BuffersStores).Run(scenario);

    public LogicalThread Rent(int index)
    {
        if (index == _threads.Count)
        {
            _threads.Add(new LogicalThread(index));
        }

        return _threads[index];
    }

    /// <summary>Waits until no thread has the turn.</summary>
    public void AwaitThreads() => _threadsDone.Wait();

    /// <summary>Gives the turn back to the scenario.</summary>
    public void OnThreadsDone() => _threadsDone.Release();

    public void Dispose()
    {
        _threads.ForEach(thread => thread.Dispose());
        _threadsDone.Dispose();
    }
}
